import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Participant } from './fhir.ts';
import { invoiceOf, isPatient, statusOf } from './fhir.ts';
import type { Effect, RequestLine } from './ledger.ts';
import { departures, golden } from './testing/golden.ts';
import { resourcesOf, type Visit, visit } from './testing/visitor.ts';

let halaxy: Visit;
let id: string;
let invoice: string;
beforeAll(async () => {
  halaxy = await visit();
});
beforeEach(async () => {
  await halaxy.control('reset', {});
  await halaxy.renew();
  const wanted = {
    practitionerRoleId: 'PR-500001',
    patientId: '1000001',
    start: '2026-11-26T09:00:00+11:00',
  };
  id = String((await halaxy.act('create', wanted)).appointmentId);
  invoice = String(invoiceOf(await patient()));
});
afterAll(() => halaxy.simulator.close());
const patient = async () => (await halaxy.appointment(id)).participant.find(isPatient) as Participant;
const balance = async () => (await halaxy.get(`Invoice/${invoice}`)).body.totalBalance;

test('row 17: an appointment made at the screen has an invoice of the known shape', async () => {
  expect(departures((await halaxy.get(`Invoice/${invoice}`)).body, golden('invoice'))).toEqual([]);
});

test('row 17: moving keeps the length, and a comment shows as the description', async () => {
  await halaxy.act('move', { appointmentId: id, start: '2026-11-27T10:00:00+11:00' });
  await halaxy.act('comment', { appointmentId: id, text: 'bring forms' });
  expect(await halaxy.appointment(id)).toMatchObject({
    start: '2026-11-27T10:00:00+11:00',
    end: '2026-11-27T10:50:00+11:00',
    description: 'bring forms',
  });
});

test('row 17: a status can be set by hand', async () => {
  await halaxy.act('status', { appointmentId: id, code: 'confirmed' });
  expect(statusOf(await patient())).toBe('confirmed');
});

test('row 17: cancelling by status keeps the invoice', async () => {
  await halaxy.act('cancel', { appointmentId: id, way: 'status' });
  expect([statusOf(await patient()), await balance()]).toMatchObject(['cancelled', { value: 220 }]);
});

test('row 17: cancelling the appointment leaves nothing owed', async () => {
  await halaxy.act('cancel', { appointmentId: id, way: 'cancel' });
  expect([statusOf(await patient()), await balance()]).toMatchObject(['cancelled', { value: 0 }]);
});

test('row 17: cancelling with the invoice deletes it and the link to it', async () => {
  await halaxy.act('cancel', { appointmentId: id, way: 'cancel-and-delete-invoice' });
  expect(invoiceOf(await patient())).toBeUndefined();
  expect((await halaxy.get(`Invoice/${invoice}`)).status).toBe(404);
});

test('row 17: a no-show stays chargeable', async () => {
  await halaxy.act('no-show', { appointmentId: id });
  expect([statusOf(await patient()), await balance()]).toMatchObject(['did not attend', { value: 220 }]);
});

test('row 17: deleting removes the appointment and its invoice for good', async () => {
  await halaxy.act('delete', { appointmentId: id });
  expect((await halaxy.get(`Appointment/${id}`)).status).toBe(404);
  expect((await halaxy.get(`Invoice/${invoice}`)).status).toBe(404);
});

test('row 17: paying lowers the balance, leaves the status active and stamps the invoice', async () => {
  await halaxy.advance(60);
  await halaxy.act('pay', { invoiceId: invoice, amount: 100 });
  const paid = (await halaxy.get(`Invoice/${invoice}`)).body;
  const meta = { lastUpdated: '2026-11-24T23:31:00+00:00' };
  expect(paid).toMatchObject({
    status: 'active',
    totalPaid: { value: 100 },
    totalBalance: { value: 120 },
    meta,
  });
  const payments = (await halaxy.get(`PaymentTransaction?invoice=Invoice/${invoice}`)).body;
  expect(resourcesOf(payments)).toHaveLength(1);
  await halaxy.control('clock', { set: '2026-11-24T23:30:00Z' });
});

test('row 17: a series makes several appointments', async () => {
  const wanted = {
    practitionerRoleId: 'PR-500001',
    patientId: '1000002',
    start: '2026-12-01T09:00:00+11:00',
  };
  const made = await halaxy.act('series', { ...wanted, times: 3 });
  expect(made.appointmentIds).toHaveLength(3);
});

test('row 17: after a merge the old id answers with the surviving patient, who has the diary', async () => {
  await halaxy.act('merge-patients', { from: '1000001', into: '1000002' });
  expect((await halaxy.get('Patient/1000001')).body.id).toBe('1000002');
  expect((await patient()).actor.reference).toBe(`${halaxy.url}Patient/1000002`);
  expect((await halaxy.get('Patient/$export-ids')).text).not.toContain('Patient/1000001"');
});

test('row 17: people are made and changed at the screen, and an impossible act is refused', async () => {
  const made = await halaxy.act('create-patient', {
    patient: { name: [{ use: 'official', family: 'Notreal', given: ['Demo'] }] },
  });
  await halaxy.act('update-patient', {
    patientId: String(made.patientId),
    patient: { birthDate: '1999-01-02' },
  });
  expect((await halaxy.get(`Patient/${made.patientId}`)).body.birthDate).toBe('1999-01-02');
  expect(await halaxy.act('move', { appointmentId: 'none' })).toHaveProperty('error');
  expect(await halaxy.act('dance', {})).toHaveProperty('error');
});

test('the ledger holds every effect with who, when, field, before and after, and every request', async () => {
  await halaxy.act('comment', { appointmentId: id, text: 'old', who: 'owner' });
  await halaxy.patch(`Appointment/${id}`, { description: 'new' });
  const ledger = await halaxy.control('ledger');
  const effects = ledger.effects as Effect[];
  const requests = ledger.requests as RequestLine[];
  const [byOwner, byClient] = effects.slice(-2);
  expect(byOwner).toMatchObject({
    who: 'screen:owner',
    field: 'description',
    before: '',
    after: 'old',
    requestId: null,
  });
  expect(byClient).toMatchObject({
    who: 'api:client-a',
    id,
    before: 'old',
    after: 'new',
    at: '2026-11-24T23:30:00+00:00',
  });
  expect(requests.at(-1)).toMatchObject({ id: byClient?.requestId, method: 'PATCH', status: 200 });
});

test('the same seed makes the same practice, another seed another one', async () => {
  const people = async (seed: number) => {
    await halaxy.control('reset', { seed, size: 'clinic' });
    await halaxy.renew();
    return JSON.stringify([await halaxy.list('Patient'), await halaxy.list('Appointment')]);
  };
  const first = await people(7);
  expect(await people(7)).toBe(first);
  expect(await people(8)).not.toBe(first);
});

test('a national practice answers for one practitioner without making the others', async () => {
  await halaxy.control('reset', { size: 'national' });
  await halaxy.renew();
  expect((await halaxy.get('Practitioner?_count=1')).body.total).toBe(5002);
  expect((await halaxy.get('Patient/5999001')).status).toBe(200);
  expect((await halaxy.get('Appointment?practitioner-role=PR-500003')).body.total).toBeGreaterThan(0);
  expect(halaxy.simulator.network().store.loaded('Patient').length).toBeLessThan(50);
  await halaxy.control('reset', { size: 'clinic' });
});

describe('an act on a series', () => {
  let series: string[];
  beforeEach(async () => {
    const wanted = { practitionerRoleId: 'PR-500001', patientId: '1000002', times: 4 };
    const made = await halaxy.act('series', { ...wanted, start: '2026-12-01T09:00:00+11:00' });
    series = (made.appointmentIds as string[]).map(String);
  });
  const startOf = async (one: string) => (await halaxy.appointment(one)).start;
  const starts = () => Promise.all(series.map(startOf));

  test.each([
    ['this', ['2026-12-01T09:00', '2026-12-09T10:30', '2026-12-15T09:00', '2026-12-22T09:00']],
    ['future', ['2026-12-01T09:00', '2026-12-09T10:30', '2026-12-16T10:30', '2026-12-23T10:30']],
    ['all', ['2026-12-02T10:30', '2026-12-09T10:30', '2026-12-16T10:30', '2026-12-23T10:30']],
  ])('row 17: moves as many of it as are reached: %s', async (reach, expected) => {
    await halaxy.act('move', { appointmentId: series[1] ?? '', start: '2026-12-09T10:30:00+11:00', reach });
    expect((await starts()).map((start) => start.slice(0, 16))).toEqual(expected);
  });

  test.each([
    ['this', [200, 404, 200, 200]],
    ['future', [200, 404, 404, 404]],
    ['all', [404, 404, 404, 404]],
  ])('row 17: deletes as many of it as are reached: %s', async (reach, expected) => {
    await halaxy.act('delete', { appointmentId: series[1] ?? '', reach });
    const answers = await Promise.all(series.map((one) => halaxy.get(`Appointment/${one}`)));
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  test('row 17: cancels it from one on, and leaves alone what was made by itself', async () => {
    await halaxy.act('cancel', { appointmentId: series[2] ?? '', way: 'status', reach: 'future' });
    await halaxy.act('cancel', { appointmentId: id, way: 'status', reach: 'all' });
    const codes = await Promise.all(
      series.map(async (one) =>
        statusOf((await halaxy.appointment(one)).participant.find(isPatient) as Participant),
      ),
    );
    expect(codes).toEqual(['booked', 'booked', 'cancelled', 'cancelled']);
    expect(statusOf(await patient())).toBe('cancelled');
  });

  test('row 17: another reach is refused', async () => {
    const wanted = { appointmentId: id, start: '2026-12-09T10:30:00+11:00', reach: 'some' };
    expect(await halaxy.act('move', wanted)).toEqual({ error: 'reach must be one of this, future, all' });
  });
});
