import { tombstoneLimit } from '@bloom/domain';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { control as controlSimulator } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 31, requestsPerMinute });
  net = await startReconciler({ demo: simulator.url }, { listingMs: 1 });
  await net.syncWhole('demo');
}, 60_000);
afterEach(async () => {
  await control('faults', { clear: true });
});
afterAll(async () => {
  await net.close();
  await simulator.close();
});

const control = (what: string, body: object) => controlSimulator(simulator, what, body);
const act = (name: string, fields: object) => control('act', { act: name, ...fields });
const tables = () => net.records.tables;
const client = (id: string) => tables().clients.findOne({ _id: net.ids.client('demo', id) });
const openErrors = async () =>
  (await net.runs.status('demo'))?.errors.filter(({ resolved }) => !resolved).map(({ code }) => code);
/** Appointments ahead, each once, the last first. */
const ahead = async (): Promise<string[]> => {
  const found = await tables()
    .sessions.find({ practice: 'demo', gone: false, startMs: { $gt: Date.now() + 86_400_000 } })
    .sort({ startMs: -1 })
    .toArray();
  return [...new Set(found.map(({ halaxyId }) => halaxyId))];
};
const shown = (appointments: readonly string[]) =>
  tables().sessions.countDocuments({ practice: 'demo', gone: false, halaxyId: { $in: [...appointments] } });
const holds = async () => (await net.rpc.listHeldDeletions()).heldDeletions;
const heldAppointments = async () => (await holds()).find(({ type }) => type === 'Appointment');
const decideAll = async (decision: string) => {
  for (const { id } of await holds()) await net.rpc.decideHeldDeletion(id, decision);
};
/** So many appointments may go within ten minutes unasked. */
const limitNow = async () => Math.floor(tombstoneLimit(await net.records.heldCount('demo', 'Appointment')));
const settled = () => net.until(async () => (await net.rereads.count('demo')) === 0);

test('a first sync announces its run and nothing else: nobody has seen anything yet', () => {
  expect([...new Set(net.announced.map(({ kind }) => kind))]).toEqual(['run']);
  const owners = net.announced.at(-1)?.channels.filter((name) => name.startsWith('practitioner:'));
  expect(owners).toHaveLength(3);
});

test('how fresh a practice is counts from the start of its last whole run, and its canary was there', async () => {
  const ended = await net.sweep();
  const status = await net.runs.status('demo');
  expect(status?.freshAsOfMs).toBe(ended?.startedAtMs);
  expect(status?.canaryAtMs).toBeGreaterThanOrEqual(ended?.startedAtMs ?? Number.NaN);
  const told = await net.rpc.getSyncStatus();
  expect(told.freshnessSeconds).toBeLessThan(60);
  expect(told.canaryReadAt?.getTime()).toBe(status?.canaryAtMs);
});

test('I3: a patient who was merged is found by the ids of all, and their sessions, plans and bills are the survivor’s', async () => {
  const [one] = await tables()
    .referrals.find({ practice: 'demo', gone: false })
    .sort({ _id: 1 })
    .limit(1)
    .toArray();
  const from = await tables().clients.findOne({ _id: one?.clientId ?? '' });
  const into = await tables().clients.findOne({ practice: 'demo', halaxyId: '1001002' });
  if (!from || !into) throw new Error('the clinic lacks a client');
  const held = { sessions: 0, lines: 0 };
  held.sessions = await tables().sessions.countDocuments({ clientId: from._id, gone: false });
  held.lines = await tables().invoiceLines.countDocuments({ clientId: from._id });
  expect(Math.min(held.sessions, held.lines)).toBeGreaterThan(0);
  const before = await tables().sessions.countDocuments({ clientId: into._id, gone: false });
  net.announced.length = 0;
  await act('merge-patients', { from: from.halaxyId, into: into.halaxyId });
  await net.sweep({ listing: true });
  await settled();
  expect(await client(from.halaxyId)).toMatchObject({ gone: true, mergedInto: into._id });
  const told = net.announced.filter(({ kind }) => kind === 'client').map(({ id }) => id);
  expect(told).toEqual(expect.arrayContaining([from._id, into._id]));
  const theirs = { clientId: from._id, gone: false };
  expect(await tables().sessions.countDocuments(theirs)).toBe(0);
  expect(await tables().sessions.countDocuments({ clientId: into._id, gone: false })).toBe(
    before + held.sessions,
  );
  expect(await tables().invoiceLines.countDocuments({ clientId: from._id })).toBe(0);
  expect(await tables().referrals.findOne({ _id: one?._id ?? '' })).toMatchObject({ clientId: into._id });
  // A referral that goes on naming the old id is the survivor's when it is read anew.
  await net.notify('demo', 'Referral', one?.halaxyId ?? '');
  expect(await tables().referrals.findOne({ _id: one?._id ?? '' })).toMatchObject({ clientId: into._id });
}, 60_000);

test('I3: a patient whom no notification told is read when the ids of all name them', async () => {
  const { patientId = '' } = await act('create-patient', {
    patient: { name: [{ use: 'official', family: 'Unheard', given: ['Ira'] }] },
  });
  await net.store
    .collection('sync_status')
    .updateOne({}, { $set: { 'cursors.Patient': Date.now() + 86_400_000 } });
  await net.sweep({ listing: true });
  await settled();
  expect(await client(patientId)).toMatchObject({ familyName: 'Unheard', gone: false });
}, 60_000);

test('I3: a 404 that only the first of two looks gets takes nobody for deleted', async () => {
  // Of the last by id: a short list of its day leaves it out.
  const found = await tables().sessions.findOne(
    { practice: 'demo', halaxyId: /^70002/, startMs: { $gt: Date.now() - 28 * 86_400_000 } },
    { sort: { startMs: 1 } },
  );
  const one = found?.halaxyId ?? '';
  await control('faults', {
    rules: [{ kind: 'status', status: 404, path: `Appointment/${one}`, times: 1 }],
    settings: { listShare: 0.1 },
  });
  const date = new Date(found?.startMs ?? 0).toLocaleDateString('en-CA', { timeZone: 'Australia/Sydney' });
  await net.run({ kind: 'day', date });
  await control('faults', { clear: true });
  await settled();
  const path = '/main/Appointment/';
  const ledger = await (await fetch(`${simulator.controlUrl}ledger`)).json();
  const looks = (ledger as { requests: { path: string; status: number }[] }).requests.filter(
    (request) => request.path === `${path}${one}`,
  );
  expect(looks.map(({ status }) => status)).toEqual([404, 200]);
  expect(await shown([one])).toBeGreaterThan(0);
}, 60_000);

test('I3: a meeting without a patient, deleted without a word, is gone with the next listing', async () => {
  const start = new Date(Date.now() + 3 * 86_400_000).toISOString().replace('Z', '+00:00');
  const made = { practitionerRoleId: 'PR-500001', patientIds: [], start, minutes: 50 };
  const { appointmentId = '' } = await act('create', made);
  const mirror = async () =>
    (await net.records.mirrorsOf('demo', 'Appointment', [appointmentId])).get(appointmentId);
  await net.sweep();
  expect(await mirror()).toMatchObject({ startMs: Date.parse(start) });
  await act('delete', { appointmentId });
  await net.sweep({ listing: true });
  expect((await mirror())?.goneAtMs).toBeDefined();
}, 60_000);

test('T3: deletions beyond the limit wait for an operator; what is confirmed goes, and only after it was read', async () => {
  const limit = await limitNow();
  const doomed = (await ahead()).slice(0, limit + 3);
  expect(doomed).toHaveLength(limit + 3);
  for (const appointmentId of doomed) await act('delete', { appointmentId });
  await net.sweep({ listing: true });
  const kept = await shown(doomed);
  const hold = await heldAppointments();
  expect(hold?.count).toBeGreaterThanOrEqual(3);
  expect(hold?.sample.every((id) => id.startsWith('a_'))).toBe(true);
  expect((await net.rpc.getSyncStatus()).syncErrors).toContainEqual(
    expect.objectContaining({ error: 'DELETIONS_HELD', entity: 'Appointment', isResolved: false }),
  );
  // However often the diary is listed, they stay, and are asked about once.
  await net.sweep({ listing: true });
  expect(await shown(doomed)).toBe(kept);
  const { count } = await net.rpc.decideHeldDeletion(hold?.id ?? '', 'confirmed');
  expect(count).toBe(hold?.count);
  await net.until(async () => (await shown(doomed)) === 0);
  expect(await heldAppointments()).toBeUndefined();
  // Their invoices went with them, and wait as well.
  await decideAll('confirmed');
}, 60_000);

test('T5: what an operator rejects stays, and is not asked about again; what comes back is nobody’s decision', async () => {
  const doomed = (await ahead()).slice(0, (await limitNow()) + 3);
  for (const appointmentId of doomed) await act('delete', { appointmentId });
  await net.sweep({ listing: true });
  const kept = await shown(doomed);
  expect(kept).toBeGreaterThan(0);
  const hold = await heldAppointments();
  await decideAll('rejected');
  await expect(net.rpc.decideHeldDeletion(hold?.id ?? '', 'confirmed')).rejects.toMatchObject({
    code: 'HELD_DELETION_DECIDED',
  });
  await net.sweep({ listing: true });
  // Named by a webhook it is looked at once more, and then left alone.
  const left = await tables().sessions.findOne({ halaxyId: { $in: doomed }, gone: false });
  await net.notify('demo', 'Appointment', left?.halaxyId ?? '');
  expect(await shown(doomed)).toBe(kept);
  expect(await heldAppointments()).toBeUndefined();
}, 60_000);

test('a hold that is none, and a decision that is none, are refused', async () => {
  await expect(net.rpc.decideHeldDeletion('h_none', 'confirmed')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(net.rpc.decideHeldDeletion('h_none', 'perhaps')).rejects.toMatchObject({
    code: 'CALL_INVALID',
  });
});

test('a hold whose records all came back is no more: nobody is told that it was decided otherwise', async () => {
  await net.held.hold('demo', 'Referral', ['of-nobody']);
  const [hold] = await net.held.open('demo');
  await net.held.release({ practice: 'demo', type: 'Referral', id: 'of-nobody' });
  for (const decision of ['confirmed', 'rejected'])
    await expect(net.rpc.decideHeldDeletion(hold?._id ?? '', decision)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
});

test('I3: under credentials of another practice nothing is read and nothing goes, and a person is told', async () => {
  const before = await tables().sessions.find({ practice: 'demo' }).sort({ _id: 1 }).toArray();
  const unknown = ['Practitioner/', 'Organization/', 'Patient/'];
  await control('faults', { rules: unknown.map((path) => ({ kind: 'status', status: 404, path })) });
  expect(await net.sweep()).toMatchObject({ state: 'failed', counts: { same: 0 } });
  expect(await openErrors()).toContain('HALAXY_OTHER_PRACTICE');
  expect(await tables().sessions.find({ practice: 'demo' }).sort({ _id: 1 }).toArray()).toEqual(before);
  await control('faults', { clear: true });
  expect(await net.sweep()).toMatchObject({ state: 'done' });
  expect(await openErrors()).not.toContain('HALAXY_OTHER_PRACTICE');
}, 60_000);

test('I3: five hundred notifications in a storm of 404s end no session', async () => {
  const before = await tables().sessions.countDocuments({ practice: 'demo', gone: false });
  const named = await net.store
    .collection<{ rid: string }>('mirrors')
    .find({ type: 'Appointment', goneAtMs: { $exists: false } })
    .limit(500)
    .toArray();
  expect(named.length).toBeGreaterThan(400);
  await control('faults', { rules: [{ kind: 'status', status: 404 }] });
  const wantedNo = (await (await net.doorOf('demo'))?.readCounter()) ?? 0;
  await net.rereads.want(
    named.map(({ rid: id }) => ({ practice: 'demo', type: 'Appointment', id, wantedNo })),
  );
  net.reconciler.nudge('demo', 'reads');
  // Each was looked at, and waits for a better answer.
  await net.until(async () => ((await net.rereads.upcoming('demo', 1))[0]?.dueInMs ?? 0) > 2_000);
  expect(await tables().sessions.countDocuments({ practice: 'demo', gone: false })).toBe(before);
}, 60_000);
