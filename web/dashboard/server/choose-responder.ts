import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '@bloom/kit';
import { answerError, answerJson } from './answers.ts';
import type { Forwarder } from './create-forwarder.ts';
import { setSecurityHeaders } from './security-headers.ts';

export type Responder = (request: IncomingMessage, response: ServerResponse) => void;

export type Responders = {
  readonly forwarders: readonly Forwarder[];
  readonly issuer: string;
  readonly clientId: string;
  servePage(request: IncomingMessage, response: ServerResponse, next: () => void): void;
};

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const reads = new Set(['GET', 'HEAD']);

/** Who answers a request: a service behind us, or we with the page and its configuration. */
export function chooseResponder({ method = '', url = '/' }: IncomingMessage, ours: Responders): Responder {
  if (!methods.has(method))
    return refuse(405, 'METHOD_NOT_ALLOWED', 'There is no such method here.', [...methods]);
  const forwarder = forwarderFor(ours.forwarders, url);
  if (forwarder) return forwarder.answer;
  return (request, response) => {
    setSecurityHeaders(response, ours.issuer);
    pageResponder(method, url, ours)(request, response);
  };
}

function pageResponder(method: string, url: string, { issuer, clientId, servePage }: Responders): Responder {
  if (!reads.has(method)) return refuse(405, 'METHOD_NOT_ALLOWED', 'The page can only be read.', [...reads]);
  if (pathOf(url) === '/config.json') return (_, response) => answerJson(response, 200, { issuer, clientId });
  const nowhere = refuse(404, 'NOT_FOUND', 'There is no such page.');
  return (request, response) => servePage(request, response, () => nowhere(request, response));
}

/** A path is a route's when it is that path or lies under it: `/apiary` is not under `/api`. */
export function forwarderFor(forwarders: readonly Forwarder[], url: string): Forwarder | undefined {
  const path = pathOf(url);
  return forwarders.find(({ route }) => path === route.path || path.startsWith(`${route.path}/`));
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? '/';
}

function refuse(status: number, code: ErrorCode, message: string, allow: readonly string[] = []): Responder {
  return (_, response) => {
    if (allow.length > 0) response.setHeader('Allow', allow.join(', '));
    answerError(response, status, code, message);
  };
}
