import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { control as controlSimulator } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;
/** Records whose saves fail, by Halaxy's id. */
const unsaved = new Set<string>();

beforeAll(async () => {
  simulator = await openSimulator({ seed: 12, requestsPerMinute });
  net = await startReconciler({ demo: simulator.url }, { failsToSave: (id) => unsaved.has(id) });
  await net.syncWhole('demo');
}, 60_000);
afterEach(async () => {
  await control('faults', { clear: true });
  unsaved.clear();
});
afterAll(async () => {
  await net.close();
  await simulator.close();
});

const control = (what: string, body: object) => controlSimulator(simulator, what, body);
const comment = (appointmentId: string, text: string) =>
  control('act', { act: 'comment', appointmentId, text });

const sessions = () => net.records.tables.sessions;
/** So many sessions ahead, each of another appointment. */
const ahead = async (count: number) => {
  const found = await sessions()
    .find({ practice: 'demo', gone: false, startMs: { $gt: Date.now() } })
    .sort({ startMs: 1 })
    .toArray();
  const distinct = new Map(found.map((session) => [session.halaxyId, session]));
  return [...distinct.values()].slice(0, count);
};
const commentOf = async (halaxyId: string) => (await sessions().findOne({ halaxyId }))?.comment;
const waits = async (id: string) => (await net.rereads.named('demo', 'Appointment')).includes(id);
const want = async (id: string) => {
  const counter = (await net.doorOf('demo'))?.readCounter();
  await net.rereads.want([{ practice: 'demo', type: 'Appointment', id, wantedNo: (await counter) ?? 0 }]);
  net.reconciler.nudge('demo', 'reads');
};
/** What waits longer after a failure is looked at at once. */
const dueNow = async () => {
  for (const row of await net.rereads.upcoming('demo', 10)) await net.rereads.later(row, { inMs: 0 });
  net.reconciler.nudge('demo', 'reads');
};
const sweep = async () => {
  await net.store.collection('sync_status').updateOne({}, { $set: { nextDueAtMs: 0 } });
  await net.reconciler.claimRuns();
  await net.until(async () => (await net.runs.open('demo')) === null);
  return net.store.collection('sync_runs').findOne({}, { sort: { _id: -1 } });
};

test('a change that comes while another is being read does not wait for it', async () => {
  const [slow, quick] = await ahead(2);
  if (!slow || !quick) throw new Error('the clinic has no two appointments ahead');
  await comment(quick.halaxyId, 'overtakes');
  await control('faults', { rules: [{ kind: 'latency', path: 'Appointment', ms: 8_000, times: 1 }] });
  await want(slow.halaxyId);
  await net.until(async () => net.requestsUnderWay() > 0);
  await want(quick.halaxyId);
  await net.until(async () => (await commentOf(quick.halaxyId)) === 'overtakes');
  expect(await waits(slow.halaxyId)).toBe(true);
  await net.until(async () => !(await waits(slow.halaxyId)));
}, 30_000);

test('I3: a sweep goes on beside re-reads that hang', async () => {
  const [told, ...hung] = await ahead(4);
  if (!told || hung.length < 3) throw new Error('the clinic has too few appointments ahead');
  await comment(told.halaxyId, 'swept');
  await control('faults', { rules: [{ kind: 'latency', path: 'Appointment', ms: 8_000, times: 3 }] });
  for (const [i, { halaxyId }] of hung.entries()) {
    await want(halaxyId);
    await net.until(async () => net.requestsUnderWay() > i);
  }
  expect(await sweep()).toMatchObject({ state: 'done' });
  expect(await commentOf(told.halaxyId)).toBe('swept');
  expect(net.requestsUnderWay()).toBe(hung.length);
  await net.until(async () => (await net.rereads.count('demo')) === 0);
}, 30_000);

test('I14: a right that is missing buries its part of a run; the others go on, and a person is told', async () => {
  const [one] = await ahead(1);
  if (!one) throw new Error('the clinic has no appointment ahead');
  await comment(one.halaxyId, 'beside the missing right');
  await control('faults', { settings: { forbiddenAreas: ['invoices'] } });
  const before = (await net.runs.status('demo'))?.cursors.Invoice;
  expect(await sweep()).toMatchObject({ state: 'partial' });
  expect(await commentOf(one.halaxyId)).toBe('beside the missing right');
  const status = await net.runs.status('demo');
  const told = status?.errors.filter(({ code, resolved }) => code === 'HALAXY_FORBIDDEN' && !resolved);
  expect(told?.map(({ entity }) => entity).sort()).toEqual(['Invoice', 'InvoiceLine']);
  // What was not seen is asked for again.
  expect(status?.cursors.Invoice).toBe(before);
});

test('I14: one record of a page that cannot be kept becomes a read of its own; its neighbours are kept', async () => {
  const [bad, good] = await ahead(2);
  if (!bad || !good) throw new Error('the clinic has no two appointments ahead');
  await comment(bad.halaxyId, 'cannot be kept yet');
  await comment(good.halaxyId, 'kept');
  unsaved.add(bad.halaxyId);
  expect(await sweep()).toMatchObject({ state: 'done', counts: { errors: 1 } });
  expect(await commentOf(good.halaxyId)).toBe('kept');
  expect(await waits(bad.halaxyId)).toBe(true);
  unsaved.clear();
  await dueNow();
  await net.until(async () => (await commentOf(bad.halaxyId)) === 'cannot be kept yet');
}, 30_000);

test('I14: of new records that come together one cannot be kept; its neighbours are', async () => {
  const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 11);
  const made = { act: 'create', practitionerRoleId: 'PR-500001', minutes: 30 };
  const create = (patientId: string, hour: string) =>
    control('act', { ...made, patientId, start: `${day}${hour}:00:00+00:00` });
  const { appointmentId: bad = '' } = await create('1000001', '01');
  const { appointmentId: good = '' } = await create('1000002', '02');
  unsaved.add(bad);
  expect(await sweep()).toMatchObject({ state: 'done', counts: { errors: 1 } });
  expect(await sessions().countDocuments({ halaxyId: good })).toBe(1);
  expect(await sessions().countDocuments({ halaxyId: bad })).toBe(0);
  expect(await waits(bad)).toBe(true);
  unsaved.clear();
  await dueNow();
  await net.until(async () => (await sessions().countDocuments({ halaxyId: bad })) === 1);
});

test('credentials that do not hold are told at once, and what was wanted waits for better ones', async () => {
  const [one] = await ahead(1);
  if (!one) throw new Error('the clinic has no appointment ahead');
  await comment(one.halaxyId, 'after the credentials');
  await control('faults', { revokeTokens: true, settings: { tokenRefused: true } });
  await want(one.halaxyId);
  await net.until(async () => (await net.runs.status('demo'))?.errors[0]?.code === 'HALAXY_UNAUTHORISED');
  expect(await waits(one.halaxyId)).toBe(true);
}, 30_000);
