import { request } from 'node:http';
import { type TicketClaims, ticketAudience, ticketClaims, ticketIssuer } from '@bloom/contracts';
import { connectRedis, type Redis, type Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { createRequestLimits } from './http/request-limits.ts';
import { startTestApi, type TestApi, testSettings } from './testing/start-test-api.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const admin = { roles: ['admin'] } as const;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  api = await startTestApi({ store, redis });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

test('a ticket says who, of which practice, until when, and ends in 30 s', async () => {
  const person = { sub: 'u_ann', roles: ['practitioner'], practitionerId: 'p_ann' } as const;
  const { status, body } = await api.ask(person, 'POST /realtime/ticket');
  expect(status).toBe(200);
  const { payload } = await jwtVerify(body.data.ticket, testSettings.ticketKey, {
    algorithms: ['HS256'],
    issuer: ticketIssuer,
    audience: ticketAudience,
  });
  const claims: TicketClaims = ticketClaims.parse(payload);
  expect(claims).toMatchObject({
    sub: 'u_ann',
    practice: 'demo',
    roles: ['practitioner'],
    practitionerId: 'p_ann',
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30);
  expect(Date.parse(body.data.expiresAt)).toBe((payload.exp ?? 0) * 1_000);
  expect(claims.sessionEndsAt).toBeGreaterThan(Date.now() + 500_000);
});

test('no two tickets are the same', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => api.ask(admin, 'POST /realtime/ticket')));
  expect(one?.body.data.ticket).not.toBe(two?.body.data.ticket);
});

test('an unknown address is answered in the envelope', async () => {
  const { status, body } = await api.ask(admin, 'GET /nothing/here');
  expect(status).toBe(404);
  expect(body).toEqual({
    success: false,
    error: { code: 'NOT_FOUND', message: expect.any(String) },
    timestamp: expect.any(String),
  });
});

test('a method that an address does not take is refused, with those it takes', async () => {
  const { status, headers, body } = await api.ask(admin, 'DELETE /me');
  expect([status, headers.get('allow'), body.error.code]).toEqual([405, 'GET', 'METHOD_NOT_ALLOWED']);
});

test.each(['TRACE', 'PROPFIND', 'COPY'])('%s is taken nowhere', async (method) => {
  const answered = await new Promise((resolve, reject) => {
    request(`${api.url}/api/v1/me`, { method }, (answer) =>
      resolve([answer.resume().statusCode, answer.headers.allow]),
    )
      .on('error', reject)
      .end();
  });
  expect(answered).toEqual([405, 'GET']);
});

test('a body that cannot be read, or is too large, is refused in the envelope and not repeated', async () => {
  const send = (body: string) =>
    api.tokenOf(admin).then((token) =>
      fetch(`${api.url}/api/v1/practices`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body,
      }),
    );
  const broken = await send('{"canary": ');
  expect(broken.status).toBe(400);
  expect(await broken.text()).not.toContain('canary');
  const large = await send(JSON.stringify({ name: 'x'.repeat(70_000) }));
  expect(large.status).toBe(413);
  expect(await large.json()).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
});

test('answers tell browsers to keep nothing, run nothing, and not who serves them', async () => {
  const { headers } = await api.ask(admin, 'GET /me');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(headers.get('x-powered-by')).toBeNull();
});

test('pages of named origins may ask, others may not', async () => {
  const from = async (origin: string) =>
    (await api.ask(admin, 'GET /me', { headers: { Origin: origin } })).headers.get(
      'access-control-allow-origin',
    );
  expect(await from('https://app.test')).toBe('https://app.test');
  expect(await from('https://evil.test')).toBeNull();
});

test('the page of the API has no script in itself', async () => {
  const page = await (await fetch(`${api.url}/api/docs`)).text();
  expect(page.match(/<script(?! src=)/g)).toBeNull();
  expect((await fetch(`${api.url}/api/docs/swagger-ui-bundle.js`)).status).toBe(200);
});

test('the sync’s standing is told from the store while the reconciler is away', async () => {
  await store.collection<{ _id: string }>('sync_status').insertOne({
    _id: 'demo',
    nextDueAtMs: 0,
    firstSyncDone: true,
    cursors: {},
    lastSuccessAtMs: Date.now() - 5_000,
    lastAttemptAtMs: Date.now() - 5_000,
    freshAsOfMs: Date.now() - 5_000,
    errors: [{ atMs: 1_000, operation: 'read', entity: 'Patient', code: 'HALAXY_FAILED', resolved: true }],
  } as never);
  const { body } = await api.ask(admin, 'GET /sync/status');
  expect(body.data).toMatchObject({ isConnected: true, freshnessSeconds: 5, pendingChanges: 0 });
  expect(body.data.syncErrors).toEqual([
    {
      timestamp: '1970-01-01T00:00:01.000Z',
      operation: 'read',
      entity: 'Patient',
      error: 'HALAXY_FAILED',
      isResolved: true,
    },
  ]);
});

test('what needs a service that is away says so, and when to come again', async () => {
  const { status, headers, body } = await api.ask(admin, 'POST /schedule/sync?date=2026-11-23');
  expect([status, body.error.code]).toEqual([503, 'SERVICE_UNREACHABLE']);
  expect(headers.get('retry-after')).not.toBeNull();
});

test.each(['up', 'away'])('I8: a person’s requests are limited while Redis is %s', async (state) => {
  const control = state === 'up' ? redis : connectRedis('redis://127.0.0.1:1');
  const limits = { idKey: crypto.getRandomValues(new Uint8Array(32)), perUser: 5, perPractice: 1_000 };
  const limited = await startTestApi({ store, redis }, { takeRequest: createRequestLimits(control, limits) });
  const asked = await Promise.all(Array.from({ length: 30 }, () => limited.ask(admin, 'GET /me')));
  const refused = asked.filter(({ status }) => status === 429);
  // The 30 may fall into two seconds.
  expect(refused.length).toBeGreaterThanOrEqual(20);
  expect(refused[0]?.body.error.code).toBe('TOO_MANY_REQUESTS');
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  await limited.close();
  if (state === 'away') await control.close();
});
