import { createReadHistory, type HistoryItem } from '@bloom/dashboard-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { control } from './control-simulator.ts';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';
import { requestsPerMinute, startReconciler } from './start-reconciler.ts';

let simulator: OpenSimulator;
let net: Awaited<ReturnType<typeof startReconciler>>;

beforeAll(async () => {
  simulator = await openSimulator({ seed: 51, requestsPerMinute });
  net = await startReconciler({ demo: simulator.url });
  await net.syncWhole('demo');
}, 60_000);
afterAll(async () => {
  await net.close();
  await simulator.close();
});

const act = (name: string, fields: object) => control(simulator, 'act', { act: name, ...fields });
const aSession = async () => {
  const found = await net.records.tables.sessions.findOne(
    { practice: 'demo', gone: false, startMs: { $gt: Date.now() + 86_400_000 } },
    { sort: { startMs: 1 } },
  );
  if (!found) throw new Error('the clinic has no session ahead');
  return found;
};
const read = async (id: string): Promise<HistoryItem[]> => {
  const session = await net.records.tables.sessions.findOne({ _id: id });
  return session ? createReadHistory(net.store, net.clock)(session) : [];
};
const brief = (items: readonly HistoryItem[], field: string) =>
  items.filter((item) => item.field === field).map(({ value, source }) => [value, source]);

test('why a field has its value: each value it had, what brought it, the newest first', async () => {
  const session = await aSession();
  const { halaxyId: appointmentId } = session;
  await act('comment', { appointmentId, text: 'told by webhook' });
  await net.notify('demo', 'Appointment', appointmentId);
  await act('comment', { appointmentId, text: 'found by a sweep' });
  await net.sweep();
  const items = await read(session._id);
  expect(brief(items, 'comment')).toEqual([
    ['found by a sweep', 'sweep'],
    ['told by webhook', 'webhook'],
    [session.comment, 'sweep'],
  ]);
  expect(brief(items, 'start')).toEqual([[new Date(session.startMs).toISOString(), 'sweep']]);
  const reads = items.map(({ requestId }) => Number(requestId.replace('read-', '')));
  expect(reads).toEqual(reads.toSorted((a, b) => b - a));
});

test('a read that said nothing new leaves no trace', async () => {
  const session = await aSession();
  const before = await read(session._id);
  await net.notify('demo', 'Appointment', session.halaxyId);
  expect(await read(session._id)).toEqual(before);
});

test('a role that comes late is what brought the practitioner, and who there was before is the first read’s', async () => {
  const session = await aSession();
  // As if the role had not been known yet when the session was read.
  await net.records.tables.sessions.updateOne({ _id: session._id }, { $set: { practitionerId: null } });
  await net.store.collection('mirrors').deleteOne({ type: 'PractitionerRole', rid: session.roleId });
  await net.notify('demo', 'PractitionerRole', session.roleId ?? '');
  expect(brief(await read(session._id), 'practitionerId')).toEqual([
    [session.practitionerId, 'webhook'],
    [null, 'sweep'],
  ]);
});

test('a session that is deleted keeps its history, and the deletion is the last of it', async () => {
  const session = await aSession();
  await act('delete', { appointmentId: session.halaxyId });
  await net.notify('demo', 'Appointment', session.halaxyId);
  expect((await read(session._id))[0]).toMatchObject({ field: 'deleted', value: true, source: 'webhook' });
});
