import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createRereads } from './rereads.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  const wish = (practice: string, id: string, wantedNo = 0) => ({
    practice,
    type: 'Appointment',
    id,
    wantedNo,
  });

  test('I11: a record named a thousand times is one row', async () => {
    const rereads = createRereads(store);
    const burst = Array.from({ length: 10 }, () =>
      rereads.want(Array.from({ length: 100 }, () => wish('many', '1'))),
    );
    await Promise.all(burst);
    expect(await rereads.count('many')).toBe(1);
    expect(await rereads.due('many', 10)).toMatchObject([{ type: 'Appointment', id: '1', attempts: 0 }]);
  });

  test('I1: a row goes only by a read that began after the last wish', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('later', '1', 5)]);
    await rereads.want([wish('later', '1', 9)]);
    await rereads.done([{ ...wish('later', '1'), readNo: 9 }]);
    expect(await rereads.count('later')).toBe(1);
    await rereads.done([{ ...wish('later', '1'), readNo: 10 }]);
    expect(await rereads.count('later')).toBe(0);
  });

  test('I1: an older wish that comes late does not lower what is asked for', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('lowered', '1', 9)]);
    await rereads.want([wish('lowered', '1', 2)]);
    await rereads.done([{ ...wish('lowered', '1'), readNo: 5 }]);
    expect(await rereads.count('lowered')).toBe(1);
  });

  test('I11: a record that was named again while it was read is not due before the end of a second', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('meanwhile', '1', 9)]);
    await rereads.done([{ ...wish('meanwhile', '1'), readNo: 5 }]);
    expect(await rereads.due('meanwhile', 10)).toEqual([]);
    expect(await rereads.nextDueInMs('meanwhile')).toBeLessThanOrEqual(1_000);
  });

  test('I5: one practice’s rows are not another’s', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('p1', '1'), wish('p2', '1')]);
    expect(await rereads.due('p1', 10)).toMatchObject([{ practice: 'p1', id: '1' }]);
    await rereads.done([{ ...wish('p1', '1'), readNo: 1 }]);
    expect(await rereads.count('p2')).toBe(1);
  });

  test('I11: a record that was just read is not due before the end of a second', async () => {
    const rereads = createRereads(store);
    await store
      .collection<{ _id: string }>('mirrors')
      .insertOne({ _id: 'fresh|Appointment|1', readAtMs: Date.now() } as never);
    await rereads.want([wish('fresh', '1'), wish('fresh', '2')]);
    expect((await rereads.due('fresh', 10)).map(({ id }) => id)).toEqual(['2']);
    await rereads.done([{ ...wish('fresh', '2'), readNo: 1 }]);
    const inMs = await rereads.nextDueInMs('fresh');
    expect(inMs).toBeGreaterThan(0);
    expect(inMs).toBeLessThanOrEqual(1_000);
  });

  test('I14: a row that waits after a failure is not hurried by further wishes', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('failed', '1')]);
    await rereads.later(wish('failed', '1'), { inMs: 30_000, failed: true });
    await rereads.want([wish('failed', '1', 3)]);
    expect(await rereads.due('failed', 10)).toEqual([]);
    expect(await rereads.nextDueInMs('failed')).toBeGreaterThan(25_000);
  });

  test('rows that have waited too long are anybody’s', async () => {
    const rereads = createRereads(store);
    await rereads.want([wish('overdue', '1')]);
    expect(await rereads.practicesOverdue(60_000)).not.toContain('overdue');
    expect(await rereads.practicesOverdue(0)).toContain('overdue');
  });
});
