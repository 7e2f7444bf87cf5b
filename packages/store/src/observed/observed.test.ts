import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareStore } from '../prepare-store.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createObserved } from './observed.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
    await prepareStore(store);
  });
  afterAll(() => store.drop());

  const record = (id: string, from: number) => ({
    ...{ practice: 'p', type: 'Appointment', id, from, to: from + 1, settlesSeq: 1 },
    ...{ content: '{"comment":"$NOW"}', editId: 'e_1', bornOf: null },
  });

  test('what was observed is due at once, in the order of its reads, with its content as it was', async () => {
    const observed = createObserved(store);
    await observed.put([record('2', 9), record('1', 7)]);
    await observed.put([record('1', 7)]);
    const due = await observed.due('p', 10);
    expect(due.map(({ id, from, content }) => [id, from, content])).toEqual([
      ['1', 7, '{"comment":"$NOW"}'],
      ['2', 9, '{"comment":"$NOW"}'],
    ]);
    expect(await observed.practicesOverdue(-1_000)).toEqual(['p']);
    await observed.later(due[0]?.rowId ?? '', 60_000);
    expect((await observed.due('p', 10)).map(({ id }) => id)).toEqual(['2']);
    await observed.done(due.map(({ rowId }) => rowId));
    expect([await observed.count('p'), await observed.practicesOverdue(-1_000)]).toEqual([0, []]);
  });
});
