import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { control as controlSimulator } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let late: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;
const doomed = '70000003';
/** What happens in Halaxy between two pages, once. */
let between: { practice: string; page: RegExp; act: () => Promise<unknown> } | undefined;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 41, requestsPerMinute });
  late = await openSimulator({ seed: 42, requestsPerMinute });
  const beforePage = async (practice: string, type: string, query: string) => {
    if (!between?.page.test(`${type}?${query}`) || between.practice !== practice) return;
    const { act } = between;
    between = undefined;
    await act();
  };
  net = await startReconciler({ demo: simulator.url, late: late.url }, { listingMs: 1, beforePage });
  between = {
    practice: 'late',
    page: /^Appointment\?.*page=3/,
    act: () => controlSimulator(late, 'act', { act: 'delete', appointmentId: doomed }),
  };
  await net.syncWhole('demo');
}, 60_000);
afterEach(async () => {
  await controlSimulator(simulator, 'faults', { clear: true });
});
afterAll(async () => {
  await net.close();
  await simulator.close();
  await late.close();
});

const openErrors = async () =>
  (await net.runs.status('demo'))?.errors.filter(({ resolved }) => !resolved).map(({ code }) => code);
const mirrors = () => net.store.collection<{ rid: string; goneAtMs?: number }>('mirrors');

test('I3: what slides into a page that was read, because something before it went, is read all the same', async () => {
  await net.syncWhole('late');
  expect(between).toBeUndefined();
  const held = await mirrors().distinct('rid', { practice: 'late', type: 'Appointment' });
  const counted = (await net.store
    .collection<{ slices: { id: string; total: number; seen: number }[] }>('sync_runs')
    .findOne({ practice: 'late' })) ?? { slices: [] };
  const total = counted.slices.find(({ id }) => id === 'Appointment')?.total ?? 0;
  expect(total).toBeGreaterThan(300);
  // All that Halaxy has, and the one that went after it was read.
  expect(held).toHaveLength(total + 1);
  expect(held).toContain(doomed);
}, 60_000);

test('I3: a list whose pages leave rows out is read again, and told when it stays so; nothing goes because of it', async () => {
  const before = await mirrors().countDocuments({ practice: 'demo', goneAtMs: { $exists: false } });
  await controlSimulator(simulator, 'faults', { settings: { rowShift: 5 } });
  expect(await net.sweep({ listing: true })).toMatchObject({ state: 'partial', counts: { deleted: 0 } });
  expect(await openErrors()).toContain('HALAXY_LIST_INCOMPLETE');
  await controlSimulator(simulator, 'faults', { clear: true });
  expect(await net.sweep({ listing: true })).toMatchObject({ state: 'done', counts: { deleted: 0 } });
  expect(await openErrors()).toEqual([]);
  expect(await mirrors().countDocuments({ practice: 'demo', goneAtMs: { $exists: false } })).toBe(before);
}, 60_000);

test('I3: who was deleted goes with the listing of the diary, and waits for no long list of anything else', async () => {
  const one = await net.records.tables.sessions.findOne(
    { practice: 'demo', gone: false, startMs: { $gt: Date.now() + 86_400_000 } },
    { sort: { startMs: -1 } },
  );
  if (!one) throw new Error('the clinic has no session ahead');
  await controlSimulator(simulator, 'act', { act: 'delete', appointmentId: one.halaxyId });
  let goneBefore: boolean | undefined;
  between = {
    practice: 'demo',
    page: /^Invoice\?$/,
    act: async () => {
      goneBefore = (await net.records.tables.sessions.findOne({ _id: one._id }))?.gone;
    },
  };
  await net.sweep({ listing: true });
  expect(goneBefore).toBe(true);
  // Its bill went with it, which is found by a read of its own.
  await net.until(async () => (await net.rereads.count('demo')) === 0);
}, 60_000);

const there = () => mirrors().countDocuments({ practice: 'demo', goneAtMs: { $exists: false } });
const fault = (settings: object) => controlSimulator(simulator, 'faults', { clear: true, settings });

test.each([
  ['pages that repeat', { pagesRepeat: true }, 'HALAXY_LIST_INCOMPLETE'],
  ['a page whose next is itself', { nextStays: true }, 'HALAXY_MALFORMED'],
  ['pages that go in a circle', { nextGoesBack: true }, 'HALAXY_MALFORMED'],
])(
  'I3: %s end, are told, and nothing goes because of them',
  async (_, settings, code) => {
    const before = await there();
    await fault(settings);
    // What failed waits for its next attempt, and at last for nothing.
    const asked = net.sweep({ listing: true });
    const hurry = setInterval(() => void net.hurry(), 100);
    const run = await asked.finally(() => clearInterval(hurry));
    expect(run).toMatchObject({ state: 'partial', counts: { deleted: 0 } });
    expect(await openErrors()).toContain(code);
    expect(await there()).toBe(before);
    await fault({});
    expect(await net.sweep({ listing: true })).toMatchObject({ state: 'done', counts: { deleted: 0 } });
    expect(await openErrors()).toEqual([]);
  },
  60_000,
);

test('I3: a filter that is ignored without a word is told, is not paid for with every sweep, and nothing goes', async () => {
  const before = await there();
  await fault({ ignoredFilters: ['_lastUpdated', 'date'] });
  expect(await net.sweep({ listing: true })).toMatchObject({ counts: { deleted: 0 } });
  expect(await openErrors()).toContain('HALAXY_FILTER_IGNORED');
  expect(await there()).toBe(before);
  await fault({});
  expect(await net.sweep({ listing: true })).toMatchObject({ state: 'done', counts: { deleted: 0 } });
  expect(await openErrors()).toEqual([]);
}, 60_000);

test('I3: a record that says it changed in the future holds back nothing that changes after it', async () => {
  const one = await net.records.tables.sessions.findOne(
    { practice: 'demo', gone: false, startMs: { $gt: Date.now() + 86_400_000 } },
    { sort: { startMs: 1 } },
  );
  if (!one) throw new Error('the clinic has no session ahead');
  const comment = (text: string) =>
    controlSimulator(simulator, 'act', { act: 'comment', appointmentId: one.halaxyId, text });
  await fault({ stampAheadSeconds: 30 * 86_400 });
  await comment('from the future');
  await fault({});
  await net.sweep();
  await comment('from the present');
  await net.notify('demo', 'Appointment', one.halaxyId);
  expect(await net.records.tables.sessions.findOne({ _id: one._id })).toMatchObject({
    comment: 'from the present',
  });
  const status = await net.runs.status('demo');
  expect(Math.max(...Object.values(status?.cursors ?? {}))).toBeLessThanOrEqual(Date.now());
}, 60_000);
