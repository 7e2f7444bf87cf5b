import { recordTables, type SessionHistoryDocument, type Store } from '@bloom/store';
import { openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testSession } from '../testing/test-records.ts';
import { createReadHistory } from './session-history.ts';

let store: Store & { drop(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.drop());

const dayMs = 24 * 3_600_000;
const nowMs = Date.UTC(2026, 10, 23);

/** Made so many days ago, and its comment changed by so many reads since then, the newest now. */
async function historyOf(id: string, { madeDaysAgo, reads }: { madeDaysAgo: number; reads: number }) {
  const origin = { source: 'sweep' as const, readNo: 1, atMs: nowMs - madeDaysAgo * dayMs };
  const entries = Array.from({ length: reads }, (_, index): SessionHistoryDocument => {
    const [readNo, atMs] = [index + 2, nowMs - (reads - 1 - index)];
    const change = { field: 'comment', before: `text ${index}`, value: `text ${index + 1}` };
    const _id = `${id}|${String(readNo).padStart(16, '0')}`;
    const by = { source: 'webhook' as const, readNo, atMs, at: new Date() };
    return { _id, practice: 'demo', sessionId: id, ...by, changes: [change] };
  });
  if (entries.length > 0) await recordTables(store).sessionHistory.insertMany(entries);
  const session = testSession({ _id: id, origin, comment: `text ${reads}` });
  return createReadHistory(store, { nowMs: () => nowMs })(session);
}
const comments = (items: Awaited<ReturnType<typeof historyOf>>) =>
  items.filter(({ field }) => field === 'comment').map(({ value, requestId }) => [value, requestId]);

test('what no read changed comes from the read that made the session', async () => {
  const items = await historyOf('s_whole', { madeDaysAgo: 399, reads: 2 });
  expect(comments(items)).toEqual([
    ['text 2', 'read-3'],
    ['text 1', 'read-2'],
    ['text 0', 'read-1'],
  ]);
  expect(items.filter(({ requestId }) => requestId === 'read-1')).toHaveLength(6);
});

test('where changes may be forgotten no value is said to come from the first read', async () => {
  const items = await historyOf('s_old', { madeDaysAgo: 401, reads: 2 });
  expect(comments(items)).toEqual([
    ['text 2', 'read-3'],
    ['text 1', 'read-2'],
  ]);
  expect(items).toHaveLength(2);
  expect(await historyOf('s_old_and_still', { madeDaysAgo: 401, reads: 0 })).toEqual([]);
});

test('where changes are left out no value is said to come from the first read', async () => {
  const all = await historyOf('s_at_most', { madeDaysAgo: 10, reads: 1_000 });
  expect(comments(all).at(-1)).toEqual(['text 0', 'read-1']);
  const cut = await historyOf('s_one_too_many', { madeDaysAgo: 10, reads: 1_001 });
  expect(cut).toHaveLength(1_000);
  expect(comments(cut).at(-1)).toEqual(['text 2', 'read-3']);
});

test('changes stand in the order in which they were applied, whatever their reads’ numbers', async () => {
  const id = 's_late';
  const entry = (readNo: number, atMs: number, before: string | null, value: string | null) => ({
    _id: `${id}|${String(readNo).padStart(16, '0')}`,
    ...{ practice: 'demo', sessionId: id, source: 'sweep' as const, readNo, atMs, at: new Date() },
    changes: [{ field: 'practitionerId', before, value }],
  });
  const late = entry(5, nowMs - 1, null, 'p_bob');
  await recordTables(store).sessionHistory.insertMany([entry(6, nowMs - 2, 'p_ann', null), late]);
  const origin = { source: 'sweep' as const, readNo: 1, atMs: nowMs - dayMs };
  const session = testSession({ _id: id, origin, practitionerId: 'p_bob' });
  const items = await createReadHistory(store, { nowMs: () => nowMs })(session);
  const owners = items.filter(({ field }) => field === 'practitionerId');
  expect(owners.map(({ value }) => value)).toEqual(['p_bob', null, 'p_ann']);
});
