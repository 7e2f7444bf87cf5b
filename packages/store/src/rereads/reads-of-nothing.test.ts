import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestStore } from '../testing/test-store.ts';
import { createRereads } from './rereads.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
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
