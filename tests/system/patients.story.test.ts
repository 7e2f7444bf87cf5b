import { randomUUID } from 'node:crypto';
import type { EditView, PatientOnScreen } from '@bloom/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Frame, startClinic, until } from './start-clinic.ts';

const desk = 'reception@bloom.test';
const admin = 'admin@bloom.test';
let clinic: Awaited<ReturnType<typeof startClinic>>;

beforeAll(async () => {
  clinic = await startClinic({ slot: 4 });
}, 300_000);
beforeEach(() => clinic.control('faults', { clear: true }));
afterAll(async () => {
  await clinic?.close();
}, 60_000);

type Answered = {
  readonly edit: EditView;
  readonly patient: PatientOnScreen;
  readonly possibleDuplicates: readonly { readonly id: string }[];
};
const send = (method: string, path: string, body: object) =>
  clinic.api<Answered>(desk, path, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
const ended = (id: string) =>
  until(async () => {
    const edit = await clinic.api<EditView>(desk, `/edits/${id}`).catch(() => undefined);
    return edit?.endedAt === undefined ? undefined : edit;
  }, 200);
const shown = (id: string) => clinic.api<PatientOnScreen>(desk, `/patients/${id}`);
const found = async (query: string) =>
  (await clinic.api<{ items: PatientOnScreen[] }>(desk, `/patients?query=${encodeURIComponent(query)}`))
    .items;

type Effect = {
  readonly action: string;
  readonly resource: string;
  readonly id: string;
  readonly field: string;
  readonly after: unknown;
};
async function effects(): Promise<readonly Effect[]> {
  const response = await fetch(`http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`);
  return ((await response.json()) as { effects: Effect[] }).effects;
}
/** Patients who were made at Halaxy under that family name. */
async function madeAtHalaxy(familyName: string): Promise<string[]> {
  const made = (await effects()).filter(
    ({ action, resource, after }) =>
      action === 'create' && resource === 'Patient' && JSON.stringify(after)?.includes(familyName),
  );
  return [...new Set(made.map(({ id }) => id))];
}
const telecomOf = async (halaxyId: string) =>
  (await effects()).findLast(({ id, field }) => id === halaxyId && field === 'telecom')?.after;

let registered = 0;
/** Somebody whom no other test of this story touches, registered and there. */
async function aClient() {
  registered += 1;
  const name = { givenName: 'Ori', familyName: `Story-${'abcdefgh'[registered]}` };
  const { edit, patient } = await send('POST', '/patients', { ...name, mobile: '0400 000 101' });
  expect((await ended(edit.id)).state).toBe('saved');
  const { id } = await shown(patient.id);
  const [halaxyId = ''] = await madeAtHalaxy(name.familyName);
  return { id, name, halaxyId };
}

test('I2: who is registered is in Halaxy once, on screens in place of the registration, and found under their own id', async () => {
  const socket = await clinic.socket(admin);
  const frames: (Frame & { replaces?: string })[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  // The answer is lost, though it took effect: it must not be sent twice.
  await clinic.control('faults', {
    rules: [{ kind: 'effect-without-answer', method: 'POST', path: 'Patient', times: 1 }],
  });
  const person = {
    givenName: 'Zoë',
    familyName: 'Registered',
    birthDate: '1990-02-03',
    mobile: '0412 345 678',
  };
  const { edit, patient, possibleDuplicates } = await send('POST', '/patients', person);
  expect([patient.id, patient.status, possibleDuplicates]).toEqual([`edit:${edit.id}`, 'registered', []]);
  expect((await found('zoe reg')).map(({ id }) => id)).toEqual([patient.id]);
  await until(() => frames.find(({ id, view }) => id === patient.id && view !== null));
  const made = await until(() => frames.find(({ replaces }) => replaces === patient.id));
  expect(made).toMatchObject({ kind: 'client', view: { ...person, mobile: '+61412345678' } });
  await until(() => frames.find(({ id, view }) => id === patient.id && view === null));
  expect((await ended(edit.id)).state).toBe('saved');
  const [own, ...others] = await found('zoe reg');
  expect([own, others]).toEqual([await shown(made.id), []]);
  expect(own).toMatchObject({ id: made.id, status: 'registered' });
  // Whoever still has the registration's id is shown the client.
  expect((await shown(patient.id)).id).toBe(made.id);
  expect(await madeAtHalaxy(person.familyName)).toHaveLength(1);
  const again = await send('POST', '/patients', person);
  expect(again.possibleDuplicates.map(({ id }) => id)).toEqual([made.id]);
  socket.close();
}, 120_000);

test('I13: a mobile that is changed is shown at once, then in Halaxy’s sms, and only then called saved', async () => {
  const client = await aClient();
  const { edit, patient } = await send('PATCH', `/patients/${client.id}`, { mobile: '(04) 1234 5670' });
  expect(patient).toMatchObject({ mobile: '+61412345670', pending: { editId: edit.id } });
  expect((await ended(edit.id)).saved).toEqual(['mobile']);
  expect(await telecomOf(client.halaxyId)).toEqual([{ system: 'sms', use: 'mobile', value: '+61412345670' }]);
  const after = await shown(client.id);
  expect([after.mobile, after.pending]).toEqual(['+61412345670', undefined]);
}, 60_000);

test('I2: who changes the same number at Halaxy meanwhile keeps theirs, and the other is told', async () => {
  const client = await aClient();
  await clinic.control('faults', {
    rules: [{ kind: 'latency', method: 'GET', path: 'Patient', ms: 700, times: 4 }],
  });
  const mine = send('PATCH', `/patients/${client.id}`, {
    ...{ mobile: '0412 345 671', email: 'ori@bloom.test' },
    base: { mobile: '+61400000101', email: null },
  });
  const telecom = [{ system: 'sms', use: 'mobile', value: '+61400000102' }];
  const theirs = { act: 'update-patient', patientId: client.halaxyId, patient: { telecom } };
  await clinic.control('act', theirs);
  expect(await ended((await mine).edit.id)).toMatchObject({
    state: 'conflict',
    saved: ['email'],
    lost: [{ field: 'mobile', yours: '+61412345671', theirs: '+61400000102' }],
  });
  expect(await shown(client.id)).toMatchObject({ mobile: '+61400000102', email: 'ori@bloom.test' });
}, 60_000);

test('a client whose name is changed at Halaxy’s own screen is found by the new one, and told to the practice', async () => {
  const client = await aClient();
  const socket = await clinic.socket(admin);
  const frames: Frame[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  const name = [{ use: 'official', given: ['Ori'], family: 'Renamed' }];
  await clinic.control('act', { act: 'update-patient', patientId: client.halaxyId, patient: { name } });
  await until(() => frames.find(({ id, view }) => id === client.id && view?.familyName === 'Renamed'));
  expect((await found('renamed')).map(({ id }) => id)).toEqual([client.id]);
  expect(await found(client.name.familyName)).toEqual([]);
  socket.close();
}, 60_000);
