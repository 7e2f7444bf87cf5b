import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Health } from './create-health.ts';

/** Answers a request it knows and says so; any other it leaves untouched. */
export type HealthRoutes = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * `/live`, `/ready`, `/health` and `/metrics`, for GET and HEAD, as a plain node handler: a service that
 * serves HTTP itself asks it first. No answer waits for a dependency.
 */
export function healthRoutes(health: Health, metrics: Metrics): HealthRoutes {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    switch (request.url?.split('?')[0]) {
      case '/live': {
        const reason = health.stuckReason();
        answerJson(response, reason ? 503 : 200, reason ? { status: 'stuck', reason } : { status: 'ok' });
        return true;
      }
      case '/ready':
      case '/health': {
        const report = health.report();
        answerJson(response, report.status === 'down' ? 503 : 200, report);
        return true;
      }
      case '/metrics':
        metrics.text().then(
          (text) => answer(response, 200, metrics.contentType, text),
          () => answer(response, 500, 'text/plain', 'The metrics could not be read.\n'),
        );
        return true;
      default:
        return false;
    }
  };
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  answer(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
