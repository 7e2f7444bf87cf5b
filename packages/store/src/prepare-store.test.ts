import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepareStore } from './prepare-store.ts';
import { openTestStore } from './testing/test-store.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
  await Promise.all([prepareStore(store), prepareStore(store), prepareStore(store)]);
});
afterAll(() => store.drop());

test('several services may prepare it at once, and again', async () => {
  await prepareStore(store);
  const names = (await store.collection('sessions').indexes()).map(({ name }) => name);
  expect(names).toContain('practice_1_practitionerId_1_startMs_1');
});

test('MongoDB itself refuses a document that is none of ours', async () => {
  const lease = { _id: 'practice.demo' as never, holder: 'pod', fence: '1', untilMs: 0 };
  await expect(store.collection('leases').insertOne(lease)).rejects.toMatchObject({ code: 121 });
  await expect(store.collection('leases').insertOne({ ...lease, fence: 1 })).resolves.toBeDefined();
});

test('a shape that changed takes the old one’s place', async () => {
  await store.hold('leases', { bsonType: 'object', required: ['another'] });
  await expect(store.collection('leases').insertOne({ holder: 'pod' })).rejects.toMatchObject({ code: 121 });
  await prepareStore(store);
  await expect(
    store.collection('leases').insertOne({ holder: 'pod', fence: 1, untilMs: 0 }),
  ).resolves.toBeDefined();
});

test('I8: ended runs are forgotten after 30 days, and running ones never', async () => {
  const indexes = await store.collection('sync_runs').indexes();
  expect(indexes.find(({ name }) => name === 'endedAt_1')?.expireAfterSeconds).toBe(30 * 24 * 3_600);
});
