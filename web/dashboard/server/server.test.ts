import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DashboardEntrance, type DashboardOptions, serveDashboard } from './serve-dashboard.ts';

const pageDir = mkdtempSync(join(tmpdir(), 'dashboard-page-'));
/** What the service behind was asked, newest last. */
const heard: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
const service = createServer(async (asked, response) => {
  let body = '';
  for await (const chunk of asked) body += chunk;
  heard.push({ url: asked.url ?? '', headers: asked.headers, body });
  if (asked.url === '/api/cut') {
    response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
  } else response.writeHead(202, { 'x-from': 'service' }).end('{"success":true}');
});
const live: Duplex[] = [];
service.on('upgrade', (asked, socket) => {
  live.push(socket);
  heard.push({ url: asked.url ?? '', headers: asked.headers, body: '' });
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello');
  socket.pipe(socket);
  socket.on('error', () => {});
});
const faults: string[] = [];
const base: Omit<DashboardOptions, 'routes'> = {
  host: '127.0.0.1',
  port: 0,
  pageDir,
  issuer: 'http://127.0.0.1:4011',
  clientId: 'bloom-dashboard',
  onFault: (name) => faults.push(name),
  healthRoutes: (asked, response) => {
    const ours = asked.url === '/live' || asked.url?.startsWith('/metrics') === true;
    if (ours) response.end('from health');
    return ours;
  },
};
let dashboard: DashboardEntrance;
const origin = (): string => `http://127.0.0.1:${dashboard.port()}`;

beforeAll(async () => {
  mkdirSync(join(pageDir, 'assets'));
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>Bloom</title>');
  writeFileSync(join(pageDir, 'assets/page-1a2b.js'), 'export {};');
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  dashboard = serveDashboard({
    ...base,
    routes: [
      { path: '/api', service: 'dashboard-api', url },
      { path: '/ws', service: 'realtime-gateway', url },
      // Nobody listens on port 1.
      { path: '/webhooks', service: 'webhook-ingest', url: 'http://127.0.0.1:1' },
    ],
  });
  await dashboard.start();
});
afterAll(async () => {
  await dashboard.stop();
  service.closeAllConnections();
  for (const socket of live) socket.destroy();
  service.close();
  rmSync(pageDir, { recursive: true });
});

/** Speaks to the dashboard in raw bytes until it has heard `until`, or the end. */
function speak(lines: string[], more = '', until?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(dashboard.port(), '127.0.0.1', () =>
      socket.write(`${lines.join('\r\n')}\r\n\r\n${more}`),
    );
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk;
      if (until && said.includes(until)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
  });
}
const upgradeTo = (path: string): string[] => [
  `GET ${path} HTTP/1.1`,
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'X-Forwarded-For: 203.0.113.9',
];

test('the page comes with a policy that allows no inline code and no foreign address but the issuer', async () => {
  const answer = await fetch(`${origin()}/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:4011;");
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});

test('the page is asked for anew each time, its hashed files never again', async () => {
  expect((await fetch(`${origin()}/any/place`)).headers.get('cache-control')).toBe('no-cache');
  const asset = await fetch(`${origin()}/assets/page-1a2b.js`);
  expect(asset.headers.get('cache-control')).toContain('immutable');
});

test('a page that is built anew is served at once, and what it no longer has is a 404', async () => {
  writeFileSync(join(pageDir, 'assets/page-3c4d.js'), 'export {};');
  expect((await fetch(`${origin()}/assets/page-3c4d.js`)).status).toBe(200);
  rmSync(join(pageDir, 'assets/page-3c4d.js'));
  expect((await fetch(`${origin()}/assets/page-3c4d.js`)).status).toBe(404);
});

test.each(['/..%2f..%2fpackage.json', '/assets/..%2f..%2fserver.test.ts', '/%2e%2e/%2e%2e/etc/passwd'])(
  '%s does not lead out of the page’s folder',
  async (path) => {
    const said = await speak([`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close']);
    expect(said).toMatch(/^HTTP\/1\.1 (404|200[\s\S]*<title>Bloom<\/title>)/);
  },
);

test('a file that is not there is a 404, not the page', async () => {
  expect((await fetch(`${origin()}/assets/gone.js`)).status).toBe(404);
});

test('the page is told where to log in', async () => {
  expect(await (await fetch(`${origin()}/config.json`)).json()).toEqual({
    issuer: 'http://127.0.0.1:4011',
    clientId: 'bloom-dashboard',
  });
});

test('a request is carried to its service with path, body and status', async () => {
  const answer = await fetch(`${origin()}/api/v1/sessions/s_1?x=1`, { method: 'PATCH', body: '{"a":1}' });
  expect([answer.status, answer.headers.get('x-from')]).toEqual([202, 'service']);
  expect(heard.at(-1)).toMatchObject({ url: '/api/v1/sessions/s_1?x=1', body: '{"a":1}' });
});

test('the service hears the caller’s own address, whatever the caller wrote there', async () => {
  await fetch(`${origin()}/api/v1/me`, { headers: { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=x' } });
  expect(heard.at(-1)?.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1' });
  expect(heard.at(-1)?.headers).not.toHaveProperty('forwarded');
});

test('a path that only begins like a route is not carried there', async () => {
  const before = heard.length;
  expect((await fetch(`${origin()}/apiary`)).headers.get('content-type')).toContain('text/html');
  expect(heard.length).toBe(before);
});

test('a service that does not answer is a 503 in the envelope, which says when to try again', async () => {
  const answer = await fetch(`${origin()}/webhooks/halaxy/k/patient-create`, { method: 'POST', body: '{}' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await answer.json()).toMatchObject({
    success: false,
    error: { code: 'SERVICE_UNREACHABLE', message: expect.stringContaining('webhook-ingest') },
    timestamp: expect.any(String),
  });
  expect(faults).toContain('webhook-ingest');
});

test('an answer that breaks off half-way breaks off here too: it is never completed with an error', async () => {
  const body = fetch(`${origin()}/api/cut`).then((answer) => answer.text());
  await expect(body).rejects.toThrow();
});

test('a WebSocket passes both ways', async () => {
  const said = await speak(upgradeTo('/ws/?EIO=4'), 'ping', 'helloping');
  expect(said).toMatch(/^HTTP\/1\.1 101 [\s\S]*helloping$/);
  expect(heard.at(-1)).toMatchObject({ url: '/ws/?EIO=4', headers: { 'x-forwarded-for': '127.0.0.1' } });
  // The far side is left when the near one goes: a screen that was closed holds no connection.
  await Promise.all(
    live.map((socket) => socket.closed || new Promise((resolve) => socket.on('close', resolve))),
  );
});

test('a WebSocket to a service that does not answer is a 503 as well', async () => {
  const said = await speak(upgradeTo('/webhooks/'));
  expect(said).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: 2[\s\S]*SERVICE_UNREACHABLE/);
});

test('a WebSocket to anywhere else is closed', async () => {
  expect(await speak(upgradeTo('/elsewhere'))).toBe('');
});

test('a request that offers another protocol is answered in this one, and a webhook of that kind is not lost', async () => {
  const before = heard.length;
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    request(`${origin()}/api/v1/thing`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end('{}');
  });
  expect(status).toBe(202);
  expect(heard.slice(before).map(({ url, body }) => [url, body])).toEqual([['/api/v1/thing', '{}']]);
});

test.each(['TRACE', 'PROPFIND'])('%s is no method here', async (method) => {
  const status = await new Promise((resolve, reject) => {
    request(`${origin()}/api/v1/me`, { method }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(405);
});

test('stopping ends live connections, and does not wait for them', async () => {
  const other = serveDashboard({ ...base, routes: [{ path: '/ws', service: 'g', url: await serviceUrl() }] });
  await other.start();
  const socket = connect(other.port(), '127.0.0.1', () =>
    socket.write(`${upgradeTo('/ws/').join('\r\n')}\r\n\r\n`),
  );
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('data', resolve));
  await other.stop();
  await closed;
});

test('a page that was not built is told at start, with what to do', async () => {
  const unbuilt = serveDashboard({ ...base, pageDir: join(pageDir, 'assets'), routes: [] });
  await expect(unbuilt.start()).rejects.toThrow(/vite build web\/dashboard/);
});

async function serviceUrl(): Promise<string> {
  return `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
}

test('browsers see that it lives, and none of its metrics', async () => {
  expect(await (await fetch(`${origin()}/live`)).text()).toBe('from health');
  for (const path of ['/metrics', '/metrics?x=1'])
    expect(await (await fetch(`${origin()}${path}`)).text()).not.toContain('from health');
});
