import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Json } from './json.ts';

/** What to answer: no `body` means an empty one. */
export type Answer = { status: number; headers?: Record<string, string>; body?: Json };

/** The whole body as text, in UTF-8. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses JSON; undefined where the text is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Sends an answer whole, or, given `cutAfter`, only that many bytes of it before the socket dies. */
export function send(response: ServerResponse, answer: Answer, cutAfter?: number): void {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const type = answer.body === undefined ? {} : { 'content-type': 'application/fhir+json' };
  response.writeHead(answer.status, {
    ...type,
    ...answer.headers,
    'content-length': Buffer.byteLength(text),
  });
  if (cutAfter === undefined) {
    response.end(text);
    return;
  }
  response.write(Buffer.from(text).subarray(0, cutAfter), () => response.socket?.destroy());
}
