import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, parseJson, readBody, send } from '../http.ts';
import type { Network } from '../network.ts';
import { renderReferences } from '../references.ts';
import { refuse } from './outcomes.ts';
import { route } from './routes.ts';

type Wanted = { network: Network; base: string; url: URL };
type Passed = { answer: Answer; client: string | null };

/** A request as it came in; names of headers in lower case. */
export type Asked = { method: string; headers: Readonly<Record<string, string | undefined>>; text: string };
/** What becomes of a request: `cutAfter` bytes of the answer the connection dies; without an answer it dies at once. */
export type Served = { answer?: Answer; cutAfter?: number };

/** Answers one request below `/main/` over a socket. */
export async function serveApi(wanted: Wanted, request: IncomingMessage, response: ServerResponse) {
  const { method = 'GET', headers } = request;
  const named = headers as Readonly<Record<string, string | undefined>>;
  const served = await answerApi(wanted, { method, headers: named, text: await readBody(request) });
  if (served.answer) send(response, served.answer, served.cutAfter);
  else request.socket.destroy();
}

/** Answers one request, disturbed by whatever faults are in force, and enters it in the ledger. */
export async function answerApi({ network, base, url }: Wanted, asked: Asked): Promise<Served> {
  const { faults, settings, ledger, clock } = network;
  const { method, text } = asked;
  const path = url.pathname.slice('/main/'.length);
  const id = `r${ledger.requests.length + 1}-${clock.now()}`;
  const log = (status: number, client: string | null) => {
    const body = path === 'oauth/token' ? null : (parseJson(text) ?? null);
    const at = new Date(clock.now()).toISOString();
    ledger.addRequest({ id, at, client, method, path: url.pathname + url.search, status, body });
  };
  if (settings.offline) {
    log(0, null);
    return {};
  }
  const rules = faults.take(method, path);
  for (const { ms } of rules.filter(({ kind }) => kind === 'latency')) await wait(ms ?? 1000);
  const failure = rules.find(({ kind }) => kind === 'status' || kind === 'throttle');
  const { answer, client } = failure
    ? {
        answer: failed(
          failure.kind === 'throttle' ? 429 : (failure.status ?? 503),
          failure.retryAfterSeconds,
        ),
        client: null,
      }
    : pass({ network, base, url }, asked, { id, path });
  if (rules.some(({ kind }) => kind === 'effect-without-answer')) {
    log(0, client);
    return {};
  }
  log(answer.status, client);
  const shownBase = settings.rootRelativeReferences ? '/main/' : base;
  const body = answer.body === undefined ? {} : { body: renderReferences(answer.body, shownBase) };
  const cutAfter = rules.find(({ kind }) => kind === 'cut')?.bytes;
  return { answer: { ...answer, ...body }, ...(cutAfter === undefined ? {} : { cutAfter }) };
}

function failed(status: number, retryAfterSeconds = 1): Answer {
  if (status !== 429) return refuse(status, 'exception', 'The server could not answer');
  return {
    status,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { resourceType: 'OperationOutcome', issue: [] },
  };
}

/** The gates in Halaxy's order: User-Agent, token, rate, permission; then the resource itself. */
function pass(
  { network, base, url }: Wanted,
  { method, headers: sent, text }: Asked,
  { id, path }: { id: string; path: string },
): Passed {
  const { tokens, rateLimit, settings, store, clock, nextId } = network;
  const { authorization = '', 'content-type': contentType = '' } = sent;
  if (!sent['user-agent']) {
    return { answer: refuse(403, 'forbidden', 'A User-Agent is required'), client: null };
  }
  if (path === 'oauth/token') {
    if (method !== 'POST') return { answer: { status: 405 }, client: null };
    return { answer: tokens.issue(authorization, contentType, text), client: null };
  }
  const checked = tokens.check(authorization);
  if ('refused' in checked) return { answer: checked.refused, client: null };
  const { client } = checked;
  const { headers, waitSeconds } = rateLimit.count(client);
  if (waitSeconds) {
    return {
      answer: { status: 429, headers, body: { resourceType: 'OperationOutcome', issue: [] } },
      client,
    };
  }
  network.attendDue();
  const by = { who: `api:${client}`, via: 'api' as const, requestId: id };
  const ports = { store, clock, nextId, settings, base };
  const answer = route(ports, { method, path, query: url.searchParams, contentType, text, by });
  return { answer: { ...answer, headers: { ...headers, ...answer.headers } }, client };
}
