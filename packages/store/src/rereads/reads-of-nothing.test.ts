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

  test('I11: a name behind which there was nothing a moment ago is not due before the end of a second', async () => {
    const rereads = createRereads(store);
    const name = { practice: 'empty', type: 'Appointment', id: 'never-there', wantedNo: 1 };
    await rereads.want([name]);
    await rereads.nothingAt(name);
    await rereads.done([{ ...name, readNo: 2 }]);
    await rereads.want([name, { ...name, id: 'another' }]);
    expect(await rereads.due('empty', 10)).toMatchObject([{ id: 'another' }]);
    expect(await rereads.nextDueInMs('empty')).toBe(0);
    expect(
      (await rereads.upcoming('empty', 10)).find(({ id }) => id === 'never-there')?.dueInMs,
    ).toBeLessThanOrEqual(1_000);
  });
});
