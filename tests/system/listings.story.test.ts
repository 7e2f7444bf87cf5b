import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { control as controlSimulator } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let late: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;
const doomed = '70000003';
/** What happens in Halaxy between two pages, once. */
let between: { practice: string; page: RegExp; act: () => Promise<unknown> } | undefined;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 41 });
  late = await openSimulator({ seed: 42 });
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

test('I3: a record that says it changed in the future holds back nothing that changes after it', async () => {
  const one = await net.records.tables.sessions.findOne(
    { practice: 'demo', gone: false, startMs: { $gt: Date.now() + 86_400_000 } },
    { sort: { startMs: 1 } },
  );
  if (!one) throw new Error('the clinic has no session ahead');
  const comment = (text: string) =>
    controlSimulator(simulator, 'act', { act: 'comment', appointmentId: one.halaxyId, text });
  await controlSimulator(simulator, 'clock', { advanceSeconds: 30 * 86_400 });
  await comment('from the future');
  await controlSimulator(simulator, 'clock', { advanceSeconds: -30 * 86_400 });
  await net.sweep();
  await comment('from the present');
  await net.notify('demo', 'Appointment', one.halaxyId);
  expect(await net.records.tables.sessions.findOne({ _id: one._id })).toMatchObject({
    comment: 'from the present',
  });
  const status = await net.runs.status('demo');
  expect(Math.max(...Object.values(status?.cursors ?? {}))).toBeLessThanOrEqual(Date.now());
}, 60_000);
