import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createMemoryBroker } from '@bloom/broker/memory';
import { resourceNotified } from '@bloom/contracts';
import {
  createHealth,
  createLogger,
  createMetrics,
  createSealer,
  healthRoutes,
  localKms,
  serveHttp,
  systemClock,
} from '@bloom/kit';
import type { ResourceNotified } from '@bloom/proto';
import { createInbox, createPractices } from '@bloom/store';
import { openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { buildIngest } from './app.ts';
import { ingestEvents } from './events.ts';

const golden = readFileSync('tests/golden/halaxy/webhook-notification.json');
const sealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(1)]])));
const broker = createMemoryBroker({ sealer });
const logged: string[] = [];
const logger = createLogger('webhook-ingest', {
  level: 'debug',
  destination: { write: (line) => void logged.push(line) },
});
let store: Awaited<ReturnType<typeof openTestStore>>;
let server: ReturnType<typeof serveHttp>;
let ingest: ReturnType<typeof buildIngest>;

async function addPractice(id: string, secrets: readonly [string, number | null][]): Promise<void> {
  const place = { practice: id, collection: 'practices', id };
  const seal = (text: string, field: string) => sealer.seal(text, { ...place, field });
  await createPractices(store).insert({
    _id: id,
    name: id,
    timezone: 'Australia/Sydney',
    practiceKey: `key-of-${id}`,
    halaxy: {
      baseUrl: 'http://127.0.0.1:1/',
      clientId: id,
      clientSecret: await seal('x', 'clientSecret'),
      userAgent: 'x',
    },
    webhookSecrets: await Promise.all(
      secrets.map(async ([text, endsAtMs]) => ({ secret: await seal(text, 'webhookSecret'), endsAtMs })),
    ),
    createdAtMs: 0,
    v: 1,
  });
}

beforeAll(async () => {
  store = await openTestStore();
  await broker.ensureTopics([resourceNotified]);
  await addPractice('demo', [['secret-of-demo', null]]);
  await addPractice('other', [['secret-of-other', null]]);
  await addPractice('rotated', [
    ['the-new-one', null],
    ['the-old-one', Date.now() + 60_000],
    ['the-ended-one', Date.now() - 1],
  ]);
  await addPractice('unset', []);
});
beforeEach(async () => {
  broker.away(false);
  await server?.stop();
  const metrics = createMetrics();
  const routes = healthRoutes(createHealth({}), metrics);
  ingest = buildIngest({
    broker,
    store,
    sealer,
    clock: systemClock,
    events: ingestEvents(logger, metrics),
    healthRoutes: routes,
  });
  server = serveHttp({ name: 'webhooks', host: '127.0.0.1', port: 0, handler: ingest.http });
  await server.start();
});
afterAll(async () => {
  await server.stop();
  await broker.close();
  await store.drop();
});

type Sent = {
  path?: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
  secret?: string | undefined;
};

async function post({
  path = '/key-of-demo/appointment-update',
  body = golden,
  secret = 'secret-of-demo',
  ...rest
}: Sent = {}) {
  const response = await fetch(`http://127.0.0.1:${server.port()}/webhooks/halaxy${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      ...rest.headers,
    },
  });
  const text = await response.text();
  return { status: response.status, body: text, headers: response.headers, json: () => JSON.parse(text) };
}

const onTheBroker = async (): Promise<ResourceNotified[]> =>
  Promise.all(
    broker
      .records(resourceNotified.name)
      .map(async (record) => (await broker.decode(resourceNotified, record)).message),
  );
/** What a post brought to the broker, beyond what was there. */
async function brought(act: () => Promise<unknown>): Promise<ResourceNotified[]> {
  const before = broker.records(resourceNotified.name).length;
  await act();
  return (await onTheBroker()).slice(before);
}

test('Halaxy’s own notification is taken, and names the record and nothing else of it', async () => {
  const messages = await brought(async () => {
    const answer = await post();
    expect(answer.status).toBe(202);
    expect(answer.json()).toEqual({ accepted: 1 });
  });
  expect(messages).toEqual([
    {
      practiceId: 'demo',
      references: [{ type: 'Appointment', id: expect.any(String) }],
      receivedAt: expect.any(Date),
    },
  ]);
});

test('the secret may come bare, as some screens send it', async () => {
  expect((await post({ secret: undefined, headers: { authorization: 'secret-of-demo' } })).status).toBe(202);
});

test('while a secret is rotated both are taken, and one that has ended is not', async () => {
  const path = '/key-of-rotated/patient-update';
  expect((await post({ path, secret: 'the-new-one' })).status).toBe(202);
  expect((await post({ path, secret: 'the-old-one' })).status).toBe(202);
  expect((await post({ path, secret: 'the-ended-one' })).status).toBe(401);
});

test.each<[string, Sent]>([
  ['no secret', { secret: '' }],
  ['a wrong secret', { secret: 'guessed' }],
  ['a secret that is longer', { secret: 'secret-of-demo-and-more' }],
  ['another practice’s secret', { secret: 'secret-of-other' }],
  ['an unknown address', { path: '/nobody/appointment-update' }],
  ['an unknown address and event', { path: '/nobody/nothing' }],
  ['a practice without a secret', { path: '/key-of-unset/appointment-update', secret: '' }],
  ['a signature in the place of a secret', { secret: '', headers: { 'x-halaxy-signature': 'a'.repeat(64) } }],
])('I11: %s gets the one answer that all forgeries get, and has no effect', async (_, sent) => {
  const messages = await brought(async () => {
    const answer = await post(sent);
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ success: false, error: { code: 'WEBHOOK_UNAUTHENTICATED' } });
  });
  expect(messages).toEqual([]);
});

const signed = (body: string, key = 'secret-of-demo') => createHmac('sha256', key).update(body).digest('hex');
const dialect = '{"event":"appointment.updated","timestamp":"2026-11-25T00:00:00Z","data":{"id":"700001"}}';

test.each([
  ['', signed(dialect)],
  ['sha256=', signed(dialect)],
  ['', signed(dialect).toUpperCase()],
])(
  'the signed dialect is taken with its signature over the raw body, written %s…',
  async (prefix, signature) => {
    const answer = await post({
      path: '/key-of-demo',
      secret: '',
      body: dialect,
      headers: { 'x-halaxy-signature': prefix + signature },
    });
    expect([answer.status, answer.body]).toEqual([202, '{"accepted":1}']);
  },
);

test.each([
  ['over another body', signed(`${dialect} `)],
  ['under another practice’s secret', signed(dialect, 'secret-of-other')],
  ['that is empty', ''],
  ['that is no hex', 'z'.repeat(64)],
  ['that is the secret itself', 'secret-of-demo'],
])('I11: a signature %s is refused', async (_, signature) => {
  const answer = await post({
    path: '/key-of-demo',
    secret: '',
    body: dialect,
    headers: { 'x-halaxy-signature': signature },
  });
  expect(answer.status).toBe(401);
});

test.each<[string, string | Buffer, number]>([
  ['nothing', '', 400],
  ['half a body', '{"resourceType":"Bundle","entry":[', 400],
  ['HTML', '<html></html>', 400],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400],
  ['NaN', '{"event":"appointment.updated","data":{"id":NaN}}', 400],
  ['ten thousand levels', '['.repeat(10_000) + ']'.repeat(10_000), 400],
  [
    'three thousand keys',
    JSON.stringify(Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, 1]))),
    400,
  ],
  ['a prototype', '{"__proto__":{"event":"appointment.updated","data":{"id":"1"}}}', 400],
  ['an id that is a path', '{"event":"appointment.updated","data":{"id":"../../etc"}}', 400],
  ['more than 64 kB', `"${'x'.repeat(70_000)}"`, 413],
])('%s is refused in words, and has no effect', async (_, body, status) => {
  const before = broker.records(resourceNotified.name).length;
  const answer = await post({ body });
  expect(answer.status).toBe(status);
  expect(answer.json()).toMatchObject({
    error: { code: 'WEBHOOK_UNREADABLE', message: expect.stringMatching(/\S/) },
  });
  expect(broker.records(resourceNotified.name)).toHaveLength(before);
});

test('an event that Halaxy does not have is told apart, after the secret was right', async () => {
  const answer = await post({ path: '/key-of-demo/appointment-exploded' });
  expect([answer.status, answer.json().error.code]).toEqual([404, 'WEBHOOK_EVENT_UNKNOWN']);
});

test('an event of the signed dialect that is none of ours is told apart as well', async () => {
  const answer = await post({ body: '{"event":"secrets.updated","data":{"id":"1"}}' });
  expect([answer.status, answer.json().error.code]).toEqual([404, 'WEBHOOK_EVENT_UNKNOWN']);
});

test('a secret that was rotated a moment ago is taken at once', async () => {
  const path = '/key-of-other/patient-update';
  expect((await post({ path, secret: 'secret-of-other' })).status).toBe(202);
  const place = { practice: 'other', collection: 'practices', id: 'other', field: 'webhookSecret' };
  const secret = await sealer.seal('secret-of-today', place);
  await createPractices(store).change('other', 1, { webhookSecrets: [{ secret, endsAtMs: null }] });
  await systemClock.sleep(1_000);
  expect((await post({ path, secret: 'secret-of-today' })).status).toBe(202);
});

test('a body that wants to be unpacked is refused: what was measured is what is read', async () => {
  expect((await post({ headers: { 'content-encoding': 'gzip' } })).status).toBe(400);
});

test('I11: who fails too often is held off, and nobody else is', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const guesses = Array.from({ length: 40 }, (_, i) =>
    post({ secret: `guess-${i}`, headers: from('203.0.113.9') }),
  );
  await Promise.all(guesses);
  const held = await post({ secret: 'another guess', headers: from('203.0.113.9') });
  expect([held.status, held.headers.get('retry-after')]).toEqual([429, '60']);
  const elsewhere = await post({ path: '/key-of-nobody/patient-update', headers: from('203.0.113.9') });
  expect(elsewhere.status).toBe(429);
  expect((await post({ headers: from('203.0.113.9') })).status).toBe(202);
  expect((await post({ headers: from('203.0.113.10') })).status).toBe(202);
});

test('I10: while the broker is away a webhook is kept in the inbox, and comes out when it is back', async () => {
  broker.away(true);
  const inbox = createInbox(store);
  expect((await post()).status).toBe(202);
  expect(await inbox.count()).toBe(1);
  await expect(ingest.drainInbox()).rejects.toThrow();
  expect(await inbox.count()).toBe(1);
  broker.away(false);
  const before = broker.records(resourceNotified.name).length;
  await ingest.drainInbox();
  expect(await inbox.count()).toBe(0);
  expect(broker.records(resourceNotified.name)).toHaveLength(before + 1);
}, 20_000);

test('I10: when neither broker nor database can take it, the sender is told to come again', async () => {
  const nowhere = buildIngest({
    broker: { ...broker, produce: () => Promise.reject(new Error('away')) },
    store: {
      ...store,
      collection: (name) =>
        name === 'inbox'
          ? ({ insertOne: () => Promise.reject(new Error('away')) } as never)
          : store.collection(name),
    },
    sealer,
    clock: systemClock,
    events: ingestEvents(logger, createMetrics()),
    healthRoutes: () => false,
  });
  await server.stop();
  server = serveHttp({ name: 'webhooks', host: '127.0.0.1', port: 0, handler: nowhere.http });
  await server.start();
  const answer = await post();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
});

test('I10: with the database away, who may send is known, and the broker takes what they say', async () => {
  let away = false;
  const leaving = buildIngest({
    broker,
    store: {
      ...store,
      collection: (name) =>
        away
          ? (new Proxy({}, { get: () => () => Promise.reject(new Error('away')) }) as never)
          : store.collection(name),
    },
    sealer,
    clock: systemClock,
    events: ingestEvents(logger, createMetrics()),
    healthRoutes: () => false,
  });
  await expect(leaving.sendersKnown()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await leaving.learnSenders();
  await leaving.sendersKnown();
  away = true;
  await server.stop();
  server = serveHttp({ name: 'webhooks', host: '127.0.0.1', port: 0, handler: leaving.http });
  await server.start();
  expect((await post()).status).toBe(202);
});

test('what was heard is known by practice and event', async () => {
  await post();
  await ingest.writeHeard();
  const { heard } = await ingest.rpc.listHeard({ practiceId: 'demo' }, {} as never);
  expect(heard).toContainEqual({ event: 'appointment-update', lastHeardAt: expect.any(Date) });
  expect((await ingest.rpc.listHeard({ practiceId: 'unset' }, {} as never)).heard).toEqual([]);
});

test('I6: neither secrets, addresses nor bodies are in the log', () => {
  const all = logged.join();
  for (const secret of ['secret-of', 'key-of', 'the-new-one', 'guess-1', '700001'])
    expect(all).not.toContain(secret);
});
