import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import type { Document } from 'mongodb';
import { prepareStore } from '../prepare-store.ts';
import { createMemoryStore } from './memory-store.ts';

const open = (startMs = 1_000) => {
  const clock = createTestClock(startMs);
  const store = createMemoryStore({ clock });
  return { clock, store, rows: store.collection<Document & { _id: string }>('rows') };
};

test('the server’s time is the given clock’s', async () => {
  const { clock, rows } = open();
  await rows.updateOne({ _id: 'a' }, [{ $set: { atMs: { $toLong: '$$NOW' } } }], { upsert: true });
  expect(await rows.findOne({ _id: 'a' })).toEqual({ _id: 'a', atMs: 1_000 });
  clock.pass(500);
  const since = { $expr: { $lte: ['$atMs', { $subtract: [{ $toLong: '$$NOW' }, 500] }] } };
  expect(await rows.countDocuments(since)).toBe(1);
});

test('what is read or written is a copy', async () => {
  const { rows } = open();
  const given = { _id: 'a', list: [1] };
  await rows.insertOne(given);
  given.list.push(2);
  const read = await rows.findOne({ _id: 'a' });
  read?.list.push(3);
  expect(await rows.findOne({ _id: 'a' })).toEqual({ _id: 'a', list: [1] });
});

test('a transaction that fails leaves nothing, and nobody saw it meanwhile', async () => {
  const { store, rows } = open();
  const failed = store.transaction(async (session) => {
    await rows.insertOne({ _id: 'a' }, { session });
    expect(await rows.countDocuments({}, { session })).toBe(1);
    expect(await rows.countDocuments({})).toBe(0);
    throw new Error('on purpose');
  });
  await expect(failed).rejects.toThrow('on purpose');
  expect(await rows.countDocuments({})).toBe(0);
});

test('changes of others wait for a transaction’s end', async () => {
  const { store, rows } = open();
  await rows.insertOne({ _id: 'a', n: 0 });
  const add = () =>
    store.transaction(async (session) => {
      const n = (await rows.findOne({ _id: 'a' }, { session }))?.n ?? 0;
      await rows.updateOne({ _id: 'a' }, { $set: { n: n + 1 } }, { session });
    });
  await Promise.all([add(), rows.updateOne({ _id: 'a' }, { $inc: { n: 1 } }), add()]);
  expect(await rows.findOne({ _id: 'a' })).toMatchObject({ n: 3 });
});

test('a change within a transaction that is not given it is an error', async () => {
  const { store, rows } = open();
  await expect(store.transaction(async () => void (await rows.insertOne({ _id: 'a' })))).rejects.toThrow(
    'must be given the transaction',
  );
});

test('what the house does not use of the driver is an error, and no silence', async () => {
  const { rows } = open();
  expect(() => rows.watch()).toThrow('does not know Collection.watch');
  await expect(rows.countDocuments({}, { hint: 'x' })).rejects.toThrow('does not know the option hint');
});

test('indexes are kept: unique values, and an end for what is over', async () => {
  const { clock, store } = open();
  await prepareStore(store);
  const practices = store.collection('practices');
  await practices.insertOne({ practiceKey: 'one' });
  await expect(practices.insertOne({ practiceKey: 'one' })).rejects.toMatchObject({ code: 11_000 });
  const runs = store.collection('sync_runs');
  await runs.insertOne({ endedAt: new Date(clock.nowMs()) });
  clock.pass(30 * 86_400_000);
  expect(await runs.countDocuments({})).toBe(0);
});
