import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createHealth } from './create-health.ts';
import { healthRoutes } from './health-routes.ts';

const health = createHealth();
const routes = healthRoutes(health, createMetrics({ processMetrics: true }));
const server = createServer((request, response) => {
  if (!routes(request, response)) response.writeHead(418).end();
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function get(path: string) {
  const response = await fetch(origin + path);
  return { status: response.status, body: await response.text() };
}

test.each(['/ready', '/health'])('%s answers 503 before the service is open and 200 after', async (path) => {
  health.turn('starting');
  expect((await get(path)).status).toBe(503);
  health.turn('open');
  expect(await get(path)).toEqual({ status: 200, body: '{"status":"ok","dependencies":{}}\n' });
});

test('metrics come as Prometheus reads them', async () => {
  expect((await get('/metrics')).body).toContain('# TYPE process_cpu_seconds_total counter');
});

test('what is not its own it leaves to the service', async () => {
  expect((await get('/api/v1/me')).status).toBe(418);
  expect((await fetch(`${origin}/ready`, { method: 'POST' })).status).toBe(418);
});

test('live stays 200 whatever we depend on, until the process declares itself stuck', async () => {
  health.turn('stopping');
  expect((await get('/live')).status).toBe(200);
  health.stuck('no message fetched for 5 min');
  expect(await get('/live')).toMatchObject({ status: 503, body: expect.stringContaining('no message') });
});
