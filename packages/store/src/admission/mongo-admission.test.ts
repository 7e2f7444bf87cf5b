import { randomUUID } from 'node:crypto';
import { describeAdmission } from '@bloom/halaxy/admission/contract';
import { systemClock } from '@bloom/kit';
import { afterAll, expect, test } from '@jest/globals';
import { connectStore, type Store } from '../connect-store.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { createMongoAdmission } from './mongo-admission.ts';

const uri = process.env.BLOOM_TEST_MONGODB_URI;
if (!uri)
  throw new Error(
    'BLOOM_TEST_MONGODB_URI is not set: `make test` starts a MongoDB for the tests and sets it.',
  );

const open: Store[] = [];
const connect = async (): Promise<Store> => {
  const store = await connectStore(uri);
  open.push(store);
  return store;
};
afterAll(() => Promise.all(open.map((store) => store.close())));

describeAdmission('in MongoDB, a connection for each pod', async (policy, pods) => {
  const credential = randomUUID();
  const stores = await Promise.all(Array.from({ length: pods }, connect));
  return stores.map((store) => createMongoAdmission(store, credential, policy));
});

describeAdmission('in the memory store', async (policy, pods) => {
  const store = createMemoryStore({ clock: systemClock });
  return Array.from({ length: pods }, () => createMongoAdmission(store, 'one credential', policy));
});

test('I5: one credential’s spent budget leaves another’s untouched', async () => {
  const store = await connect();
  const policy = { perMinute: 0.01, burst: 2 };
  const [spent, other] = [
    createMongoAdmission(store, randomUUID(), policy),
    createMongoAdmission(store, randomUUID(), policy),
  ];
  await spent.tryAdmit('people');
  await spent.tryAdmit('people');
  expect(await spent.tryAdmit('people')).toHaveProperty('waitMs');
  expect(await other.tryAdmit('people')).toHaveProperty('readNo', 1);
});

test('I4: a new credential counts on from above what another’s reads have left, and one that is ahead as before', async () => {
  const store = await connect();
  const fresh = createMongoAdmission(store, randomUUID());
  await fresh.countFrom(5_000);
  expect(await fresh.readCounter()).toBeGreaterThan(5_000);
  const before = await fresh.readCounter();
  await fresh.countFrom(before);
  expect(await fresh.readCounter()).toBe(before);
});
