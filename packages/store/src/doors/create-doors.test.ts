import { createSealer, localKms, systemClock } from '@bloom/kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PracticeDocument } from '../practices/practices.ts';
import { connectRedis, type Redis } from '../redis/connect-redis.ts';
import { openTestStore } from '../testing/test-store.ts';
import { createDoors } from './create-doors.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
/** Nothing listens there: a door needs no Redis to open. */
let redis: Redis;
beforeAll(async () => {
  store = await openTestStore();
  redis = connectRedis('redis://127.0.0.1:1');
});
afterAll(async () => {
  await redis.close();
  await store.drop();
});

const sealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(3)]])));
const practice = async (): Promise<PracticeDocument> => ({
  _id: 'demo',
  name: 'Demo',
  timezone: 'Australia/Sydney',
  practiceKey: 'key',
  halaxy: {
    baseUrl: 'http://127.0.0.1:1/main/',
    clientId: 'demo',
    clientSecret: await sealer.seal('secret', {
      practice: 'demo',
      collection: 'practices',
      id: 'demo',
      field: 'clientSecret',
    }),
    userAgent: 'Bloom Sync (dev@bloom.test)',
  },
  webhookSecrets: [],
  createdAtMs: 0,
  v: 1,
});

const doorsOf = (get: (id: string) => Promise<PracticeDocument | null>) =>
  createDoors({
    practices: { get },
    store,
    redis,
    sealer,
    idKey: new Uint8Array(32).fill(5),
    clock: systemClock,
    onCircuitChanged: () => {},
    onTokenRefreshFailed: () => {},
  });

test('I9: all who come at once get one door of a practice: its circuits and its token are one', async () => {
  const doors = doorsOf(practice);
  const opened = await Promise.all([1, 2, 3].map(() => doors.doorOf('demo')));
  expect(opened[0]).toBeDefined();
  expect(new Set(opened).size).toBe(1);
  expect(await doors.doorOf('demo')).toBe(opened[0]);
  doors.close();
});

test('I1: a practice that was not there a moment ago is found as soon as it is made', async () => {
  const made: PracticeDocument[] = [];
  const doors = doorsOf(async () => made[0] ?? null);
  expect(await doors.doorOf('demo')).toBeUndefined();
  made.push(await practice());
  expect(await doors.doorOf('demo')).toBeDefined();
  doors.close();
});

test('I4: under a new client id reads are numbered above all that the old one has left', async () => {
  const mirror = { practice: 'demo', type: 'Appointment', rid: '1', v: 1, readAtMs: 0, content: '{}' };
  await store
    .collection<{ _id: string }>('mirrors')
    .insertOne({ _id: 'demo|Appointment|1', ...mirror, from: 5_000, to: 5_001 } as { _id: string });
  await store
    .collection<{ _id: string }>('rereads')
    .insertOne({ _id: 'demo|Patient|1', practice: 'demo', wantedNo: 6_000 } as { _id: string });
  const { halaxy, ...rest } = await practice();
  const doors = doorsOf(async () => ({ ...rest, halaxy: { ...halaxy, clientId: 'another' } }));
  expect(await (await doors.doorOf('demo'))?.readCounter()).toBeGreaterThan(6_000);
  doors.close();
});
