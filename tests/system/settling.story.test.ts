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

const sessions = () => net.records.tables.sessions;
async function sessionAhead(place: number) {
  const [one] = await sessions()
    .find({ practice: 'demo', gone: false, clients: 1, startMs: { $gt: Date.now() } })
    .sort({ startMs: 1 })
    .skip(place)
    .limit(1)
    .toArray();
  if (!one) throw new Error('the clinic has no session ahead');
  return one;
}

/** What halaxy-writer does: it reads the record, and tells what it read. */
async function observe(
  id: string,
  settlesSeq: number,
  {
    type = 'Appointment',
    ...born
  }: { bornOf?: string; bornFor?: string; type?: 'Appointment' | 'Patient' } = {},
) {
  const door = await net.doorOf('demo');
  const { resource, from, to } = (await door?.readOne(type, id, 'people')) ?? {
    resource: {},
    from: 0,
    to: 0,
  };
  return {
    ...{ practiceId: 'demo', type, id, contentJson: JSON.stringify(resource), editId: 'e_1' },
    ...{ from: BigInt(from), to: BigInt(to), settlesSeq, ...born },
  };
}
type Observed = Awaited<ReturnType<typeof observe>>;

async function tell(...messages: Observed[]): Promise<void> {
  const context = { signal: new AbortController().signal, deliveries: [] };
  await net.reconciler.consumers[2].handleBatch(messages, context);
  await net.until(async () => (await net.observed.count('demo')) === 0);
}
const comment = (appointmentId: string, text: string) =>
  control(simulator, 'act', { act: 'comment', appointmentId, text });

test('I13: what halaxy-writer read is in our record with the edit that it settles, and announced', async () => {
  const before = await sessionAhead(0);
  await comment(before.halaxyId, 'carried');
  net.announced.length = 0;
  await tell(await observe(before.halaxyId, 3));
  const after = await sessions().findOne({ _id: before._id });
  expect(after).toMatchObject({ comment: 'carried', settledSeq: 3, revision: before.revision + 1 });
  expect(net.announced.map(({ kind, id }) => [kind, id])).toContainEqual(['session', before._id]);
  const [entry] = await net.records.tables.sessionHistory.find({ sessionId: before._id }).toArray();
  expect(entry).toMatchObject({ source: 'edit', editId: 'e_1' });
});

test('I13: an edit whose content came with a webhook first is settled all the same, and announced', async () => {
  const before = await sessionAhead(1);
  await comment(before.halaxyId, 'seen twice');
  await net.notify('demo', 'Appointment', before.halaxyId);
  const seen = await sessions().findOne({ _id: before._id });
  net.announced.length = 0;
  await tell(await observe(before.halaxyId, 1));
  expect(await sessions().findOne({ _id: before._id })).toMatchObject({
    settledSeq: 1,
    comment: 'seen twice',
  });
  expect(net.announced.map(({ id }) => id)).toContain(before._id);
  expect(seen?.comment).toBe('seen twice');
});

test('I4: what was read before ours settles its edit, and changes nothing that came after it', async () => {
  const before = await sessionAhead(2);
  await comment(before.halaxyId, 'carried');
  const old = await observe(before.halaxyId, 1);
  await comment(before.halaxyId, 'and changed since');
  await net.notify('demo', 'Appointment', before.halaxyId);
  await tell(old);
  const after = await sessions().findOne({ _id: before._id });
  expect(after).toMatchObject({ settledSeq: 1, comment: 'and changed since' });
});

test('I4: what settles an earlier edit leaves a later one settled', async () => {
  const before = await sessionAhead(3);
  const first = await observe(before.halaxyId, 1);
  await tell(await observe(before.halaxyId, 2));
  await tell(first);
  expect((await sessions().findOne({ _id: before._id }))?.settledSeq).toBe(2);
  await comment(before.halaxyId, 'later');
  await net.notify('demo', 'Appointment', before.halaxyId);
  expect(await sessions().findOne({ _id: before._id })).toMatchObject({ settledSeq: 2, comment: 'later' });
});

test('the session that a booking made knows its edit, also where a webhook told of it first', async () => {
  const one = await sessionAhead(4);
  const start = new Date(one.startMs + 90 * 86_400_000 + 7 * 60_000).toISOString();
  const booked = { practitionerRoleId: one.roleId ?? '', patientId: one.patientId, start };
  const { appointmentId: id = '' } = await control(simulator, 'act', { act: 'create', ...booked });
  await net.notify('demo', 'Appointment', id);
  expect((await sessions().findOne({ practice: 'demo', halaxyId: id }))?.bornOf).toBeUndefined();
  await tell(await observe(id, 0, { bornOf: 'e_9', bornFor: one.patientId }));
  expect((await sessions().findOne({ practice: 'demo', halaxyId: id }))?.bornOf).toBe('e_9');
});

test('I13: a client’s edit is settled in our record, and the client is announced to the practice alone', async () => {
  const { clientId: _id } = await sessionAhead(7);
  const before = await net.records.tables.clients.findOne({ _id });
  const patientId = before?.halaxyId ?? '';
  const telecom = [{ system: 'sms', use: 'mobile', value: '+61400000077' }];
  await control(simulator, 'act', { act: 'update-patient', patientId, patient: { telecom } });
  const told = { kind: 'client', id: _id, channels: ['practice:demo'] };
  net.announced.length = 0;
  await tell(await observe(patientId, 2, { type: 'Patient' }));
  const after = await net.records.tables.clients.findOne({ _id });
  expect(after).toMatchObject({
    mobile: '+61400000077',
    settledSeq: 2,
    revision: (before?.revision ?? 0) + 1,
  });
  expect(net.announced).toMatchObject([told]);
  net.announced.length = 0;
  await tell(await observe(patientId, 3, { type: 'Patient' }));
  expect((await net.records.tables.clients.findOne({ _id }))?.settledSeq).toBe(3);
  expect(net.announced).toMatchObject([told]);
});

test('a client whom a registration made knows its edit, and is found by the words of their names', async () => {
  const name = [
    { use: 'official', given: ['Zoë'], family: 'O’Brien-Smith' },
    { use: 'usual', given: ['Zed'] },
  ];
  const { patientId = '' } = await control(simulator, 'act', { act: 'create-patient', patient: { name } });
  await tell(await observe(patientId, 0, { bornOf: 'e_10', type: 'Patient' }));
  expect(await net.records.tables.clients.findOne({ practice: 'demo', halaxyId: patientId })).toMatchObject({
    bornOf: 'e_10',
    nameWords: ['zoe', 'obrien', 'smith', 'zed'],
  });
});

test('I3: what halaxy-writer did not find is looked for by itself, and told of as any other deletion', async () => {
  const one = await sessionAhead(5);
  await control(simulator, 'act', { act: 'delete', appointmentId: one.halaxyId });
  const { contentJson: _, ...absent } = {
    ...(await observe((await sessionAhead(6)).halaxyId, 0)),
    id: one.halaxyId,
  };
  await tell(absent as Observed);
  await net.until(async () => (await net.rereads.count('demo')) === 0);
  expect((await sessions().findOne({ _id: one._id }))?.gone).toBe(true);
});
