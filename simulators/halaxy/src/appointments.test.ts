import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Appointment, Participant } from './fhir.ts';
import { idOf, invoiceOf, isPatient, statusExtension, statusOf } from './fhir.ts';
import type { Json, JsonObject } from './json.ts';
import { departures, golden } from './testing/golden.ts';
import { type Visit, visit } from './testing/visitor.ts';

let halaxy: Visit;
beforeAll(async () => {
  halaxy = await visit();
});
beforeEach(async () => {
  await halaxy.control('clock', { set: '2026-11-24T23:30:00Z' });
  await halaxy.control('reset', {});
  await halaxy.renew();
});
afterAll(() => halaxy.simulator.close());

const diary = async () => (await halaxy.list('Appointment')) as unknown as Appointment[];
const patientsOf = ({ participant }: Appointment) => participant.filter(isPatient);
const asJson = (value: unknown) => value as Json;
async function createOne(fields: JsonObject = {}): Promise<string> {
  const wanted = {
    practitionerRoleId: 'PR-500001',
    patientId: '1000001',
    start: '2026-11-25T13:00:00+11:00',
  };
  return String((await halaxy.act('create', { ...wanted, ...fields })).appointmentId);
}
const firstPatient = async (id: string) => patientsOf(await halaxy.appointment(id))[0] as Participant;
const statusPatch = (code: string) => ({
  participant: [
    { actor: { reference: '/main/Patient/1000001' }, modifierExtension: [statusExtension(code)] },
  ],
});

test('row 8: status sits with the patient participant and never at the top', async () => {
  const all = await diary();
  expect(all.some((one) => 'status' in one)).toBe(false);
  expect(all.flatMap(patientsOf).every((one) => statusOf(one) !== undefined)).toBe(true);
  const single = all.find((one) => patientsOf(one).length === 1);
  expect(departures(asJson(single), golden('appointment'))).toEqual([]);
});

test('row 8: a top-level status has no effect', async () => {
  const id = await createOne();
  await halaxy.patch(`Appointment/${id}`, { status: 'cancelled' });
  expect(statusOf(await firstPatient(id))).toBe('booked');
  expect(await halaxy.appointment(id)).not.toHaveProperty('status');
});

test('row 8: cancelled without charge reads back as cancelled, keeps the practitioner and zeroes the invoice', async () => {
  const id = await createOne();
  const answer = await halaxy.patch(`Appointment/${id}`, statusPatch('cancelled (no charge)'));
  expect(answer.status).toBe(200);
  const held = await halaxy.appointment(id);
  expect(held.participant.map(({ actor }) => actor.type)).toEqual(['PractitionerRole', 'Patient']);
  const patient = await firstPatient(id);
  expect(statusOf(patient)).toBe('cancelled');
  const invoice = (await halaxy.get(`Invoice/${invoiceOf(patient)}`)).body;
  expect(invoice).toMatchObject({ status: 'active', totalGross: { value: 0 }, totalBalance: { value: 0 } });
});

test('row 8: cancelled with charge keeps what is owed', async () => {
  const id = await createOne();
  await halaxy.patch(`Appointment/${id}`, statusPatch('cancelled'));
  const invoice = (await halaxy.get(`Invoice/${invoiceOf(await firstPatient(id))}`)).body;
  expect(invoice).toMatchObject({ totalBalance: { value: 220 } });
});

test('row 8: PATCH changes comment, times and length', async () => {
  const id = await createOne();
  const times = { start: '2026-11-26T10:00:00+11:00', end: '2026-11-26T10:30:00+11:00' };
  await halaxy.patch(`Appointment/${id}`, { comment: 'prefers mornings', ...times });
  expect(await halaxy.appointment(id)).toMatchObject({
    comment: 'prefers mornings',
    ...times,
    minutesDuration: 30,
  });
  expect((await halaxy.patch(`Appointment/${id}`, { end: '2026-11-26T09:00:00+11:00' })).status).toBe(422);
});

test('row 9: practitioners take part by role, whose ids are not theirs, and outside roles are mixed in', async () => {
  const roles = await halaxy.list('PractitionerRole');
  const practitioners = new Set((await halaxy.list('Practitioner')).map(({ id }) => id));
  expect(roles.some(({ id }) => practitioners.has(id))).toBe(false);
  expect(new Set(roles.map(({ id }) => id.slice(0, 3)))).toEqual(new Set(['PR-', 'EP-']));
  const types = (await diary()).flatMap(({ participant }) => participant.map(({ actor }) => actor.type));
  expect(new Set(types)).toEqual(new Set(['PractitionerRole', 'Patient']));
});

test('row 10: references are full URLs without display, or root-relative when told', async () => {
  const id = await createOne();
  const full = (await halaxy.appointment(id)).participant[0]?.actor;
  expect(full).toEqual({ reference: `${halaxy.url}PractitionerRole/PR-500001`, type: 'PractitionerRole' });
  await halaxy.faults({ settings: { rootRelativeReferences: true } });
  expect((await halaxy.appointment(id)).participant[0]?.actor.reference).toBe(
    '/main/PractitionerRole/PR-500001',
  );
});

test('row 11: there are meetings without a patient and groups whose patients differ in status', async () => {
  const all = await diary();
  const meeting = all.find((one) => patientsOf(one).length === 0);
  expect(departures(asJson(meeting), golden('meeting-without-patient'))).toEqual([]);
  const group = all.find((one) => new Set(patientsOf(one).map(statusOf)).size > 1);
  expect(departures(asJson(group), golden('group-appointment'))).toEqual([]);
});

test('row 15: booking makes an appointment and its invoice, and a second patient can join', async () => {
  const reference = (type: string, id: string) => ({ reference: `${halaxy.url}${type}/${id}`, type });
  const resource = {
    resourceType: 'Appointment',
    start: '2026-11-27T09:00:00+11:00',
    end: '2026-11-27T09:50:00+11:00',
    participant: [{ actor: reference('PractitionerRole', 'PR-500001') }],
  };
  const patient = (id: string) => ({ name: 'patient-id', valueReference: reference('Patient', id) });
  const body = (...parameter: Json[]) => ({ resourceType: 'Parameters', parameter });
  const booked = await halaxy.post(
    'Appointment/$book',
    body({ name: 'appt-resource', resource }, patient('1000001')),
  );
  expect(booked.status).toBe(201);
  expect(departures(booked.body, golden('appointment'))).toEqual([]);
  const id = String(booked.body.id);
  expect((await halaxy.get(`Invoice/${invoiceOf(await firstPatient(id))}`)).status).toBe(200);
  const joins = { name: 'appt-id', valueReference: reference('Appointment', id) };
  await halaxy.post('Appointment/$book', body(joins, patient('1000002')));
  expect(patientsOf(await halaxy.appointment(id)).map(({ actor }) => idOf(actor))).toEqual([
    '1000001',
    '1000002',
  ]);
  const online = { name: 'location-type', valueCode: 'online' };
  const refused = await halaxy.post(
    'Appointment/$book',
    body({ name: 'appt-resource', resource }, patient('1000001'), online),
  );
  expect([refused.status, refused.text.includes('too-costly')]).toEqual([422, true]);
});

test('row 15: free times are proposals that do not exist, and every patient id can be exported', async () => {
  await createOne();
  const query =
    'start=2026-11-25T12:00:00%2B11:00&end=2026-11-25T15:00:00%2B11:00&duration=60&practitioner-role=PR-500001';
  const found = await halaxy.get(`Appointment/$find?${query}`);
  expect(found.text).toContain('proposed-');
  expect(found.text).not.toContain('2026-11-25T02:00:00+00:00","end"');
  const { parameter } = (await halaxy.get('Patient/$export-ids')).body;
  expect((parameter as Json[]).length).toBe((await halaxy.list('Patient')).length);
});

test('row 16: at its time an open appointment becomes attended by itself, unless that is off', async () => {
  const [first, second] = [await createOne(), await createOne({ start: '2026-11-25T14:00:00+11:00' })];
  await halaxy.control('clock', { set: '2026-11-25T12:59:59+11:00' });
  await halaxy.renew();
  expect(statusOf(await firstPatient(first))).toBe('booked');
  await halaxy.advance(1);
  expect(statusOf(await firstPatient(first))).toBe('attended');
  await halaxy.faults({ settings: { autoAttend: false } });
  await halaxy.control('clock', { set: '2026-11-25T14:30:00+11:00' });
  await halaxy.renew();
  expect(statusOf(await firstPatient(second))).toBe('booked');
});

test('row 21: times carry mixed offsets, and hours keep over a change of daylight saving', async () => {
  const offsets = new Set((await diary()).map(({ start }) => start.slice(-6)));
  expect(offsets).toEqual(new Set(['+11:00', '+10:00', '+00:00']));
  const made = await halaxy.act('series', {
    practitionerRoleId: 'PR-500001',
    patientId: '1000001',
    start: '2027-03-31T09:00:00+11:00',
    times: 2,
  });
  const [, after] = made.appointmentIds as string[];
  expect((await halaxy.appointment(String(after))).start).toBe('2027-04-07T09:00:00+10:00');
});

test('a referral’s use follows what was attended, up and down, and its record is newer', async () => {
  const referral = async () => (await halaxy.get('Referral/90000001')).body as unknown as Used;
  type Used = { limitQuantity: { quantityUsed: number }; meta: { lastUpdated: string } };
  const before = await referral();
  const id = await createOne({ start: '2026-11-25T09:00:00+11:00' });
  await halaxy.act('status', { appointmentId: id, code: 'attended' });
  const after = await referral();
  expect(after.limitQuantity.quantityUsed).toBe(before.limitQuantity.quantityUsed + 1);
  expect(Date.parse(after.meta.lastUpdated)).toBeGreaterThan(Date.parse(before.meta.lastUpdated));
  await halaxy.act('no-show', { appointmentId: id });
  expect((await referral()).limitQuantity.quantityUsed).toBe(before.limitQuantity.quantityUsed);
});
