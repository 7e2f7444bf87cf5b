import { planRun } from '@bloom/reconciler';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { control } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 11, requestsPerMinute });
  net = await startReconciler({ demo: simulator.url });
  await net.syncWhole('demo');
}, 60_000);
afterAll(async () => {
  await net.close();
  await simulator.close();
});

const act = (act: string, fields: object) => control(simulator, 'act', { act, ...fields });
const faults = (settings: object) => control(simulator, 'faults', { settings });

const sessions = () => net.records.tables.sessions;
const dayOf = (ms: number): string =>
  new Date(ms).toLocaleDateString('en-CA', { timeZone: 'Australia/Sydney' });
/** A session of the future, so that its status is not the clock's. */
const anOpenSession = async () => {
  const found = await sessions().findOne(
    { practice: 'demo', gone: false, startMs: { $gt: Date.now() } },
    { sort: { startMs: 1 } },
  );
  if (!found) throw new Error('the clinic has no session ahead');
  return found;
};

test('I3: after the first sync every session of Halaxy’s diary is ours, with its client and its practitioner', async () => {
  const all = await sessions().find({ practice: 'demo' }).toArray();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ client }) => client === null)).toEqual([]);
  expect(all.filter(({ practitionerId }) => practitionerId === null)).toEqual([]);
  expect(await net.runs.status('demo')).toMatchObject({ firstSyncDone: true, errors: [] });
  expect(net.faults).toEqual([]);
});

test('a comment written in Halaxy is in our record after its notification, and announced to its screens', async () => {
  const before = await anOpenSession();
  await act('comment', { appointmentId: before.halaxyId, text: 'brings a referral' });
  net.announced.length = 0;
  await net.notify('demo', 'Appointment', before.halaxyId);
  const after = await sessions().findOne({ _id: before._id });
  expect(after).toMatchObject({ comment: 'brings a referral', revision: before.revision + 1 });
  expect(net.announced).toEqual([
    {
      practice: 'demo',
      kind: 'session',
      id: before._id,
      channels: ['practice:demo', `practitioner:${before.practitionerId}`],
    },
  ]);
});

test('I11: a notification of what did not change is read, and nobody is told', async () => {
  const before = await anOpenSession();
  net.announced.length = 0;
  await net.notify('demo', 'Appointment', before.halaxyId);
  expect(await sessions().findOne({ _id: before._id })).toEqual(before);
  expect(net.announced).toEqual([]);
});

test('a deleted appointment is gone with its sessions, and its screens are told', async () => {
  const before = await anOpenSession();
  await act('delete', { appointmentId: before.halaxyId });
  net.announced.length = 0;
  await net.notify('demo', 'Appointment', before.halaxyId);
  expect(await sessions().findOne({ _id: before._id })).toMatchObject({
    gone: true,
    revision: before.revision + 1,
  });
  expect(net.announced.map(({ id }) => id)).toContain(before._id);
});

test('I3: several appointments that are deleted at once are all gone, though each was read a moment ago', async () => {
  const ahead = await sessions()
    .find({ practice: 'demo', gone: false, startMs: { $gt: Date.now() } })
    .sort({ startMs: -1 })
    .limit(4)
    .toArray();
  for (const { halaxyId } of ahead) await net.notify('demo', 'Appointment', halaxyId);
  for (const { halaxyId } of ahead) await act('delete', { appointmentId: halaxyId });
  await Promise.all(ahead.map(({ halaxyId }) => net.notify('demo', 'Appointment', halaxyId)));
  const ids = ahead.map(({ _id }) => _id);
  expect(await sessions().countDocuments({ _id: { $in: ids }, gone: true })).toBe(ahead.length);
}, 60_000);

test('I3: what no notification told is found by the next sweep', async () => {
  const before = await anOpenSession();
  await act('comment', { appointmentId: before.halaxyId, text: 'unheard' });
  await net.store.collection('sync_status').updateOne({}, { $set: { nextDueAtMs: 0 } });
  await net.reconciler.claimRuns();
  await net.until(async () => (await sessions().findOne({ _id: before._id }))?.comment === 'unheard');
});

test('I3: a day that is asked for holds what nobody told of it: a comment and a deletion', async () => {
  const ahead = await sessions()
    .find({ practice: 'demo', gone: false, startMs: { $gt: Date.now() } })
    .sort({ startMs: 1 })
    .toArray();
  const kept = ahead[0];
  // The next one may be of the same appointment: a group's.
  const deleted = ahead.find(({ halaxyId }) => halaxyId !== kept?.halaxyId);
  if (!kept || !deleted) throw new Error('the clinic has no two sessions ahead');
  await act('comment', { appointmentId: kept.halaxyId, text: 'asked for' });
  await act('delete', { appointmentId: deleted.halaxyId });
  const runs = await Promise.all(
    [kept, deleted].map(({ startMs }) => net.run({ kind: 'day', date: dayOf(startMs) })),
  );
  expect(await sessions().findOne({ _id: kept._id })).toMatchObject({ comment: 'asked for' });
  expect(await sessions().findOne({ _id: deleted._id })).toMatchObject({ gone: true });
  expect(runs).toContainEqual(expect.objectContaining({ state: 'done', kind: 'day' }));
});

test('I3: a practitioner who is asked for holds what nobody told: a deletion, and nobody else’s', async () => {
  const before = await anOpenSession();
  const { practitionerId } = before;
  await act('delete', { appointmentId: before.halaxyId });
  const ended = await net.run({ kind: 'practitioner', practitionerId: practitionerId ?? '' });
  expect(ended).toMatchObject({ state: 'done', counts: { deleted: 1, errors: 0 } });
  expect(await sessions().findOne({ _id: before._id })).toMatchObject({ gone: true });
  expect(net.announced).toContainEqual({
    practice: 'demo',
    kind: 'run',
    id: ended.id,
    channels: ['practice:demo', `practitioner:${practitionerId}`],
  });
});

test('a run that is asked for without its day is refused, and says what it needs', async () => {
  await expect(net.run({ kind: 'day' })).rejects.toMatchObject({ code: 'CALL_INVALID' });
});

test('I14: an appointment that comes back unreadable ends none of its sessions, takes nobody’s place, and is told', async () => {
  const before = await anOpenSession();
  const record = { resourceType: 'Appointment', id: before.halaxyId };
  const read = { from: 1_000_000, to: 1_000_000 };
  const seen = {
    practice: 'demo',
    type: 'Appointment',
    id: before.halaxyId,
    record,
    read,
    source: 'webhook',
  } as const;
  const mirror = () => net.records.mirrorsOf('demo', 'Appointment', [before.halaxyId]);
  const copy = await mirror();
  expect(await net.reconciler.applyObservation(seen, undefined)).toEqual({ kind: 'unreadable' });
  expect(await sessions().findOne({ _id: before._id })).toEqual(before);
  expect(await mirror()).toEqual(copy);
  expect((await net.runs.status('demo'))?.errors[0]).toMatchObject({
    code: 'HALAXY_MALFORMED',
    resolved: false,
  });
});

test('I11: a name that was never Halaxy’s leaves no trace', async () => {
  await net.notify('demo', 'Appointment', '404404404');
  expect(await sessions().countDocuments({ halaxyId: '404404404' })).toBe(0);
  expect((await net.records.mirrorsOf('demo', 'Appointment', ['404404404'])).size).toBe(0);
});

test('I11: a name that was never Halaxy’s is asked for once a second, however often it comes', async () => {
  const name = { practice: 'demo', type: 'Appointment', id: '404404405', wantedNo: 0 };
  await net.notify('demo', 'Appointment', name.id);
  await net.rereads.want([name]);
  const [waiting] = await net.rereads.upcoming('demo', 1);
  expect(waiting).toMatchObject({ id: name.id });
  expect(waiting?.dueInMs).toBeGreaterThan(0);
  await net.until(async () => (await net.rereads.count('demo')) === 0);
});

test('I3: what was deleted and nobody told is found by the next listing of the diary, and nothing else is gone', async () => {
  const before = await sessions().countDocuments({ practice: 'demo', gone: false });
  const lost = await anOpenSession();
  const parts = await sessions().countDocuments({ practice: 'demo', gone: false, halaxyId: lost.halaxyId });
  await act('delete', { appointmentId: lost.halaxyId });
  const run = await net.run({ kind: 'full' });
  expect(run).toMatchObject({ state: 'done', counts: { deleted: 1, errors: 0 } });
  expect(await sessions().findOne({ _id: lost._id })).toMatchObject({ gone: true });
  expect(await sessions().countDocuments({ practice: 'demo', gone: false })).toBe(before - parts);
  expect((await net.runs.status('demo'))?.listedAtMs?.diary).toBeGreaterThan(Date.now() - 60_000);
}, 30_000);

test('I3: lists that shrink to a tenth end no session: what they do not show is asked for by itself', async () => {
  const before = await sessions().countDocuments({ practice: 'demo', gone: false });
  await faults({ listShare: 0.1 });
  const run = await net.run({ kind: 'full' });
  await net.until(async () => (await net.rereads.count('demo')) === 0);
  await faults({ listShare: 1 });
  expect(run).toMatchObject({ state: 'done', counts: { deleted: 0 } });
  expect(await sessions().countDocuments({ practice: 'demo', gone: false })).toBe(before);
}, 60_000);

test('a listing of the diary is due by itself so often, and goes with what changed', async () => {
  const status = await net.runs.status('demo');
  if (!status) throw new Error('a practice without a standing');
  const nowMs = Date.now();
  const zone = await net.timezoneOf('demo');
  if (!zone) throw new Error('no zone');
  const listing = { zone, daysBack: 30, daysAhead: 90, everyMs: 900_000 };
  const kindAt = (listedAgoMs: number) =>
    planRun(
      { ...status, lastAttemptAtMs: nowMs, listedAtMs: { ...status.listedAtMs, diary: nowMs - listedAgoMs } },
      listing,
    ).kind;
  expect([kindAt(0), kindAt(900_000)]).toEqual(['incremental', 'full']);
  expect(planRun({ ...status, firstSyncDone: false }, listing).kind).toBe('first');
});

test('I3: a session that becomes attended uses a referral, of which nobody tells: it is read again', async () => {
  const { referrals } = net.records.tables;
  const referral = await referrals.findOne({ practice: 'demo', $expr: { $lt: ['$used', '$limit'] } });
  const client = await net.records.tables.clients.findOne({ _id: referral?.clientId ?? '' });
  if (!referral || !client) throw new Error('the clinic has no referral with any left');
  const start = new Date(Date.now() - 86_400_000).toISOString().replace('Z', '+00:00');
  const made = await act('create', {
    practitionerRoleId: 'PR-500001',
    patientId: client.halaxyId,
    start,
  });
  await net.notify('demo', 'Appointment', made.appointmentId ?? '');
  expect(await referrals.findOne({ _id: referral._id })).toMatchObject({ used: referral.used + 1 });
}, 30_000);

test('a role that becomes a colleague’s takes its sessions along, and the figures of both are shown again', async () => {
  const one = await anOpenSession();
  const colleague = await net.records.tables.practitioners.findOne({
    practice: 'demo',
    _id: { $ne: one.practitionerId ?? '' },
  });
  const roleId = one.roleId ?? '';
  const practitioner = {
    reference: `https://x/main/Practitioner/${colleague?.halaxyId}`,
    type: 'Practitioner',
  };
  const record = { resourceType: 'PractitionerRole', id: roleId, active: true, practitioner };
  const read = { from: 1_000_000, to: 1_000_000 };
  net.announced.length = 0;
  await net.reconciler.applyObservation(
    { practice: 'demo', type: 'PractitionerRole', id: roleId, record, read, source: 'sweep' },
    undefined,
  );
  expect((await sessions().findOne({ _id: one._id }))?.practitionerId).toBe(colleague?._id);
  const figures = net.announced.filter(({ kind }) => kind === 'figures').map(({ id }) => id);
  expect(figures.sort()).toEqual([one.practitionerId, colleague?._id].sort());
});
