import { randomBytes } from 'node:crypto';
import { createMemoryBroker } from '@bloom/broker/memory';
import {
  connectHalaxy,
  createMemoryAdmission,
  createMemoryTokenVault,
  credentialHash,
  type Halaxy,
} from '@bloom/halaxy';
import { createLogger, createMetrics, createSealer, localKms, systemClock } from '@bloom/kit';
import { connectGrpc, serveGrpc, WriterServiceService } from '@bloom/proto';
import {
  connectRedis,
  createBreakerOverrides,
  createPractices,
  createRedisSharedBreaker,
  type PracticeDocument,
  type Redis,
} from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { afterEach, expect, test } from '@jest/globals';
import { writerEvents } from './events.ts';
import { wireWriter } from './wire.ts';

/** Nothing is sealed or opened here. */
const noSealer = createSealer(localKms(new Map([['k', new Uint8Array(32)]])));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
function own<R>(resource: R, close: (resource: R) => unknown): R {
  closing.push(() => close(resource));
  return resource;
}

function practiceOf(id: string): PracticeDocument {
  const sealed = { v: 1, keyId: '', key: '', iv: '', data: '', tag: '' } as const;
  return {
    _id: id,
    name: id,
    timezone: 'Australia/Sydney',
    practiceKey: id,
    halaxy: { baseUrl: 'https://halaxy.test/main/', clientId: id, clientSecret: sealed, userAgent: 'x' },
    webhookSecrets: [],
    createdAtMs: 0,
    v: 1,
  };
}

/** halaxy-writer over gRPC, two practices, and doors to Halaxy as other processes open them. */
async function start(redis?: Redis) {
  const store = own(await openTestStore(), (opened) => opened.drop());
  const control = redis ?? own(await openTestRedis(), (opened) => opened.close());
  for (const id of ['demo', 'other']) await createPractices(store).insert(practiceOf(id));
  const idKey = randomBytes(32);
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger('halaxy-writer', { destination });
  const metrics = createMetrics();
  const startWriter = async () => {
    const events = writerEvents(logger, metrics);
    const broker = createMemoryBroker({ clock: systemClock });
    const parts = { store, redis: control, broker, sealer: noSealer, idKey, clock: systemClock, events };
    const { rpc } = wireWriter(parts);
    const services = [{ definition: WriterServiceService, implementation: rpc }] as const;
    const server = serveGrpc({ host: '127.0.0.1', port: 0, services, logger });
    await server.start();
    own(server, () => server.stop());
    const address = `127.0.0.1:${server.port()}`;
    return own(connectGrpc(WriterServiceService, address, { deadlineMs: 5_000 }), (client) => client.close());
  };

  const sharedOf = (practice: string, callClass: string) =>
    createRedisSharedBreaker(control, {
      credentialHash: credentialHash(idKey, practiceOf(practice).halaxy),
      callClass,
    });
  /** A process of its own: it knows nothing yet. What it sends is kept. */
  function openDoor(practice: string, status = 200) {
    const sent: string[] = [];
    const overrides = createBreakerOverrides(store, systemClock);
    const { baseUrl, clientId, userAgent } = practiceOf(practice).halaxy;
    const halaxy: Halaxy = connectHalaxy({
      baseUrl,
      clientId,
      clientSecret: '',
      userAgent,
      admission: createMemoryAdmission(systemClock),
      vault: createMemoryTokenVault(systemClock),
      clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 250), signal) },
      random: () => 0,
      sharedBreaker: (callClass) => sharedOf(practice, callClass),
      isForced: () => overrides.isForced(practice),
      send: async ({ method, url }) => {
        sent.push(method);
        const isToken = url.endsWith('oauth/token');
        const body = isToken ? { access_token: 't', expires_in: 900 } : { resourceType: 'Patient', id: '1' };
        return { status: isToken ? 200 : status, headers: {}, body: JSON.stringify(body) };
      },
    });
    own(halaxy, () => halaxy.close());
    const read = () =>
      halaxy.readOne('Patient', '1', 'people').then(
        () => 'read',
        (error) => error.code,
      );
    return { read, sent };
  }
  return { writer: await startWriter(), startWriter, openDoor, sharedOf, lines, metrics };
}

test('of all practices each class is told, closed while nothing was ever decided', async () => {
  const { writer } = await start();
  const { breakers } = await writer.getBreaker({ practiceId: '' });
  expect(breakers.map(({ practiceId, callClass }) => `${practiceId} ${callClass}`)).toEqual(
    ['demo', 'other'].flatMap((id) => [`${id} token`, `${id} read`, `${id} write`]),
  );
  expect(
    breakers.every(({ state, forced, failures }) => state === 'closed' && !forced && failures === 0),
  ).toBe(true);
});

test('a circuit that a door opened is told with its failures and since when', async () => {
  const { writer, openDoor } = await start();
  const before = Date.now();
  const door = openDoor('demo', 500);
  while ((await door.read()) !== 'HALAXY_CIRCUIT_OPEN');
  const [breaker] = (await writer.getBreaker({ practiceId: 'demo' })).breakers.filter(
    ({ callClass }) => callClass === 'read',
  );
  expect(breaker).toMatchObject({ state: 'open', failures: 3, forced: false });
  expect(breaker?.since?.getTime()).toBeGreaterThanOrEqual(before);
});

test('a forced circuit stays open over a restart, and takes all classes of its practice', async () => {
  const { writer, startWriter, openDoor } = await start();
  const told = await writer.forceOpen({ practiceId: 'demo', by: 'user-1' });
  expect(told.breakers.map(({ state, forced }) => ({ state, forced }))).toEqual(
    Array(3).fill({ state: 'open', forced: true }),
  );
  const restarted = await startWriter();
  expect(await restarted.getBreaker({ practiceId: 'demo' })).toEqual(told);
  const door = openDoor('demo');
  expect([await door.read(), door.sent]).toEqual(['HALAXY_CIRCUIT_OPEN', []]);
});

test('I5: one practice’s forced circuit leaves another’s calls alone', async () => {
  const { writer, openDoor } = await start();
  await writer.forceOpen({ practiceId: 'demo', by: 'user-1' });
  expect([await openDoor('demo').read(), await openDoor('other').read()]).toEqual([
    'HALAXY_CIRCUIT_OPEN',
    'read',
  ]);
  const { breakers } = await writer.getBreaker({ practiceId: 'other' });
  expect(breakers.some(({ forced }) => forced)).toBe(false);
});

test('let go of, it is open until the one probe of a door, which closes it for all', async () => {
  const { writer, openDoor, sharedOf } = await start();
  await writer.forceOpen({ practiceId: 'demo', by: 'user-1' });
  const told = await writer.clearForceOpen({ practiceId: 'demo', by: 'user-1' });
  expect(told.breakers.map(({ state, forced }) => ({ state, forced }))).toEqual(
    Array(3).fill({ state: 'open', forced: false }),
  );
  expect(await openDoor('demo').read()).toBe('read');
  while ((await sharedOf('demo', 'read').read())?.mode !== 'closed');
  expect(await openDoor('demo').read()).toBe('read');
});

test('a hold and its end are logged with who, counted, and said twice are done once', async () => {
  const { writer, lines, metrics } = await start();
  for (const by of ['user-1', 'user-2']) await writer.forceOpen({ practiceId: 'demo', by });
  for (const by of ['user-3', 'user-4']) await writer.clearForceOpen({ practiceId: 'demo', by });
  const told = lines
    .filter(({ practice }) => practice === 'demo')
    .map(({ event, detail }) => [event, detail]);
  expect(told).toEqual([
    ['breaker_forced_open', 'by user-1'],
    ['breaker_force_cleared', 'by user-3'],
  ]);
  const text = await metrics.text();
  expect(text).toContain('bloom_writer_breaker_overrides_total{change="forced"} 1');
  expect(text).toContain('bloom_writer_breaker_overrides_total{change="cleared"} 1');
});

test('a practice that is not ours is missing; a hold that nobody answers for is not taken', async () => {
  const { writer } = await start();
  const by = 'user-1';
  for (const asked of [
    writer.getBreaker({ practiceId: 'nobody' }),
    writer.forceOpen({ practiceId: 'nobody', by }),
    writer.clearForceOpen({ practiceId: 'nobody', by }),
  ])
    await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND', kind: 'missing' });
  await expect(writer.forceOpen({ practiceId: '', by })).rejects.toMatchObject({ code: 'CALL_INVALID' });
  await expect(writer.forceOpen({ practiceId: 'demo', by: '' })).rejects.toMatchObject({
    code: 'CALL_INVALID',
  });
  expect((await writer.getBreaker({ practiceId: 'demo' })).breakers.some(({ forced }) => forced)).toBe(false);
});

test('while Redis is away, holds are taken, heeded and let go of', async () => {
  const away = own(connectRedis('redis://127.0.0.1:1'), (redis) => redis.close());
  const { writer, openDoor } = await start(away);
  const [closed] = (await writer.getBreaker({ practiceId: 'demo' })).breakers;
  expect(closed).toMatchObject({ state: 'closed', forced: false });
  await writer.forceOpen({ practiceId: 'demo', by: 'user-1' });
  expect(await openDoor('demo').read()).toBe('HALAXY_CIRCUIT_OPEN');
  await writer.clearForceOpen({ practiceId: 'demo', by: 'user-1' });
  expect(await openDoor('demo').read()).toBe('read');
});
