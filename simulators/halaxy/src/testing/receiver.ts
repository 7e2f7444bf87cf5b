import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../http.ts';
import type { JsonObject } from '../json.ts';

export type Received = { path: string; headers: Record<string, unknown>; body: JsonObject };

/** Takes webhooks on a free port; answers with `answers.shift()`, or 202 when that list is empty. */
export async function receive() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await readBody(request)) as JsonObject;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(answers.shift() ?? 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    answers,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
