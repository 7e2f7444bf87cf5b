import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { serveHttp } from './serve-http.ts';

const endings: (() => unknown)[] = [];
afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

async function serve(handler: (response: ServerResponse) => void) {
  const server = serveHttp({
    name: 'http',
    host: '127.0.0.1',
    port: 0,
    handler: (_, response) => handler(response),
  });
  endings.push(server.stop);
  await server.start();
  return { server, origin: `http://127.0.0.1:${server.port()}` };
}

test('stop lets the answer under way go out, and closes its connection behind it', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const { server, origin } = await serve(asked.resolve);
  const answer = fetch(origin);
  const response = await asked.promise;
  const stopped = server.stop();
  await expect(fetch(origin)).rejects.toThrow();
  response.end('done');
  expect(await (await answer).text()).toBe('done');
  await stopped;
  // Below the time that a kept connection would be waited for.
}, 2_000);

test('I8: headers over 16 kB are refused', async () => {
  const { origin } = await serve((response) => response.end());
  expect((await fetch(origin, { headers: { 'X-Long': 'x'.repeat(17_000) } })).status).toBe(431);
});

test('stopping what never started is no mistake', async () => {
  await serveHttp({ name: 'http', host: '127.0.0.1', port: 0, handler: () => {} }).stop();
});
