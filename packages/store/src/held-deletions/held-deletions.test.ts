import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareStore } from '../prepare-store.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createHeldDeletions } from './held-deletions.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
    await prepareStore(store);
  });
  afterAll(() => store.drop());

  const startMs = Date.now();
  let atMs = startMs;
  const heldOf = () => createHeldDeletions(store, { nowMs: () => atMs });

  test('what is held of one type joins the hold that waits, each record once', async () => {
    const held = heldOf();
    await held.hold('join', 'Patient', ['1', '2']);
    await held.hold('join', 'Patient', ['2', '3']);
    await held.hold('join', 'Invoice', ['1']);
    const open = await held.open('join');
    expect(open.map(({ type, count, sample }) => ({ type, count, sample }))).toEqual([
      { type: 'Patient', count: 3, sample: ['1', '2', '3'] },
      { type: 'Invoice', count: 1, sample: ['1'] },
    ]);
  });

  test('T4: what is held counts from when it was held', async () => {
    const held = heldOf();
    atMs = startMs + 5_000;
    await held.hold('since', 'Patient', ['1']);
    atMs = startMs + 6_000;
    await held.hold('since', 'Patient', ['1', '2']);
    expect((await held.heldSince('since', 'Patient', 0)).toSorted()).toEqual([
      startMs + 5_000,
      startMs + 6_000,
    ]);
    expect(await held.heldSince('since', 'Patient', startMs + 5_500)).toEqual([startMs + 6_000]);
  });

  test('a decision is about every record of its hold, and is told apart from the next hold', async () => {
    const held = heldOf();
    await held.hold('decide', 'Patient', ['1', '2']);
    const [hold] = await held.open('decide');
    const decided = await held.decide('decide', hold?._id ?? '', { state: 'confirmed', by: 'u_1' });
    expect(decided).toMatchObject({ hold: { state: 'confirmed', decidedBy: 'u_1' }, ids: ['1', '2'] });
    expect(await held.open('decide')).toEqual([]);
    await held.hold('decide', 'Patient', ['1', '3']);
    const standings = await held.standingsOf('decide', 'Patient', ['1', '3', '4']);
    expect([...standings]).toEqual([
      ['1', 'confirmed'],
      ['3', 'held'],
    ]);
    expect(await held.open('decide')).toMatchObject([{ count: 1, sample: ['3'] }]);
  });

  test('a decision stands: the other one that comes later changes nothing', async () => {
    const held = heldOf();
    await held.hold('stands', 'Patient', ['1']);
    const id = (await held.open('stands'))[0]?._id ?? '';
    await held.decide('stands', id, { state: 'rejected', by: 'u_1' });
    expect(await held.decide('stands', id, { state: 'confirmed', by: 'u_2' })).toMatchObject({
      hold: { state: 'rejected', decidedBy: 'u_1' },
      ids: [],
    });
    expect([...(await held.standingsOf('stands', 'Patient', ['1']))]).toEqual([['1', 'rejected']]);
  });

  test('I5: a hold is not decided upon under another practice', async () => {
    const held = heldOf();
    await held.hold('mine', 'Patient', ['1']);
    const id = (await held.open('mine'))[0]?._id ?? '';
    expect(await held.decide('yours', id, { state: 'confirmed', by: 'u_1' })).toBeNull();
    expect(await held.open('mine')).toHaveLength(1);
  });

  test('a hold whose records are all there again is over', async () => {
    const held = heldOf();
    await held.hold('over', 'Patient', ['1', '2']);
    await held.release({ practice: 'over', type: 'Patient', id: '1' });
    expect(await held.open('over')).toMatchObject([{ count: 1 }]);
    await held.release({ practice: 'over', type: 'Patient', id: '2' });
    expect(await held.open('over')).toEqual([]);
  });
});
