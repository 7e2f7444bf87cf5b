import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const retryAfterSeconds = 2;

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
    })
    .end(text);
}

export function answerError(response: ServerResponse, status: number, code: string, message: string): void {
  answerJson(response, status, errorEnvelope(code, message));
}

/** Says that a service behind us does not answer, and when to try again; cuts an answer that had begun. */
export function answerUnreachable(response: ServerResponse, service: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.setHeader('Retry-After', String(retryAfterSeconds));
  answerError(response, 503, 'SERVICE_UNREACHABLE', unreachableWords(service));
}

/** The same to a connection that wanted to become a WebSocket, which has no response object. */
export function refuseUpgrade(socket: Duplex, service: string): void {
  const body = JSON.stringify(errorEnvelope('SERVICE_UNREACHABLE', unreachableWords(service)));
  const head = [
    'HTTP/1.1 503 Service Unavailable',
    `Retry-After: ${retryAfterSeconds}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function errorEnvelope(code: string, message: string) {
  return { success: false, error: { code, message }, timestamp: new Date().toISOString() };
}

function unreachableWords(service: string): string {
  return `${service} does not answer just now. Nothing that was accepted is lost; try again shortly.`;
}
