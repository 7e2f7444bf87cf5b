import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Appointment } from './fhir.ts';
import { isPatient, statusOf } from './fhir.ts';
import { departures, golden } from './testing/golden.ts';
import { linkOf, resourcesOf, type Visit, visit } from './testing/visitor.ts';

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

const ids = async (path: string) => (await halaxy.list(path)).map(({ id }) => id);

test.each([
  ['Practitioner/PR-400001', 'practitioner'],
  ['Practitioner/EP-490001', 'external-practitioner'],
  ['PractitionerRole/PR-500001', 'practitioner-role'],
  ['Patient/1000001', 'patient'],
  ['Invoice/80000002', 'invoice'],
  ['InvoiceLine/60000002', 'invoice-line'],
  ['Referral/90000001', 'referral'],
  ['ReferralDefinition/6501', 'referral-definition'],
  ['ChargeItemDefinition/6001', 'charge-item-definition'],
  ['HealthcareService/9003', 'healthcare-service'],
  ['Organization/FD-3801', 'organization'],
])('%s has the shape of its golden example', async (path, name) => {
  expect(departures((await halaxy.get(path)).body, golden(name))).toEqual([]);
});

test('row 12: a listing holds cancelled appointments', async () => {
  const all = (await halaxy.list('Appointment')) as unknown as Appointment[];
  const codes = all.flatMap(({ participant }) => participant.filter(isPatient).map(statusOf));
  expect(codes).toContain('cancelled');
});

test('row 12: an unknown parameter comes back as an outcome among the entries of a 200', async () => {
  const answer = await halaxy.get('Patient?colour=red&_id=1000001');
  expect(answer.status).toBe(200);
  expect(departures(answer.body, golden('searchset-with-operation-outcome'))).toEqual([]);
  expect(answer.text).toContain('"OperationOutcome"');
  expect((await halaxy.get('Appointment?actor=PR-500001')).text).toContain('"outcome"');
});

test('row 12: an invoice search ignores the patient and refuses a bare recipient', async () => {
  const all = (await halaxy.get('Invoice')).body.total;
  expect((await halaxy.get('Invoice?patient=1000001')).body.total).toBe(all);
  expect((await halaxy.get('Invoice?recipient=1000001')).status).toBe(422);
  const own = (await halaxy.get('Invoice?recipient=Patient/1000001')).body.total;
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(Number(all));
});

test('row 13: pages have fifty rows unless told, a hundred at most, and links that lead through all', async () => {
  expect(resourcesOf((await halaxy.get('Appointment')).body)).toHaveLength(50);
  expect(resourcesOf((await halaxy.get('Appointment?_count=500')).body)).toHaveLength(100);
  const wanted = 'Appointment?part-status=booked&_count=1&page=2';
  const page = (await halaxy.get(wanted)).body;
  expect(departures(page, golden('searchset-page'))).toEqual([]);
  const all = await ids('Appointment?_count=7');
  expect(new Set(all).size).toBe((await halaxy.get('Appointment')).body.total);
  const last = (await halaxy.get(linkOf(page, 'last') ?? '')).body;
  expect(linkOf(last, 'next')).toBeUndefined();
});

test('row 13: a total can be left out', async () => {
  expect((await halaxy.get('Patient?_total=none')).body).not.toHaveProperty('total');
});

test('row 13: rows can shift between pages', async () => {
  const all = await ids('Patient?_count=10');
  await halaxy.faults({ settings: { rowShift: 1 } });
  const shifted = await ids('Patient?_count=10');
  expect(shifted).not.toContain(all[10]);
  expect(shifted).toContain(all[11]);
});

test('a fault of a kind that there is not is refused', async () => {
  const answer = await halaxy.faults({ rules: [{ kind: 'nope' }] });
  expect(answer).toMatchObject({ error: expect.stringContaining('latency') });
});

test('lists can shrink, while each record is still there by itself', async () => {
  const all = await ids('Patient');
  await halaxy.faults({ settings: { listShare: 0.1 } });
  const shrunk = await ids('Patient');
  expect(shrunk).toEqual(all.slice(0, Math.ceil(all.length / 10)));
  expect((await halaxy.get(`Patient/${all.at(-1)}`)).status).toBe(200);
});

test('row 14: changes are found by _lastUpdated with every prefix, as an instant or a day', async () => {
  await halaxy.advance(86_400);
  await halaxy.renew();
  await halaxy.patch('Patient/1000003', { gender: 'other' });
  const at = '2026-11-25T23:30:00Z';
  const found = (value: string) => ids(`Patient?_lastUpdated=${value}`);
  expect(await found(`gt${at}`)).toEqual([]);
  expect(await found(`ge${at}`)).toEqual(['1000003']);
  expect(await found(`gte${at}`)).toEqual(['1000003']);
  expect(await found('2026-11-26')).toEqual(['1000003']);
  expect(await found('gt2026-11-25')).toEqual(['1000003']);
  expect(await found('gt2026-11-26')).toEqual([]);
  expect(await found('lt2026-11-26')).not.toContain('1000003');
  expect(await found('le2026-11-26')).toContain('1000003');
  expect(await found('lte2026-11-26')).toContain('1000003');
  expect(await found('ge2026-11-26&_lastUpdated=lt2026-11-27')).toEqual(['1000003']);
});

test('row 14: an offset whose plus sign is not encoded cannot be read', async () => {
  expect((await halaxy.get('Patient?_lastUpdated=gt2026-11-25T00:00:00+11:00')).status).toBe(400);
  expect((await halaxy.get('Patient?_lastUpdated=gt2026-11-25T00:00:00%2B11:00')).status).toBe(200);
});

test('row 14: a deletion shows in no listing, not even as a change', async () => {
  const [first = ''] = await ids('Appointment');
  await halaxy.advance(1);
  await halaxy.act('delete', { appointmentId: first });
  expect(await ids('Appointment?_lastUpdated=gt2026-11-24T23:30:00Z')).toEqual([]);
  expect(await ids('Appointment')).not.toContain(first);
});

test('appointments are found by day, patient and role, and bring what is asked to be included', async () => {
  const query = 'Appointment?date=ge2026-11-23&date=le2026-11-27&practitioner-role=PR-500001';
  const found = (await halaxy.list(query)) as unknown as Appointment[];
  expect(found.length).toBeGreaterThan(0);
  const days = found.map(({ start }) => Date.parse(start));
  expect(Math.min(...days)).toBeGreaterThanOrEqual(Date.parse('2026-11-23T00:00:00+11:00'));
  const included = (
    await halaxy.get(
      `${query}&_include=Appointment:practitioner-role&_include:iterate=PractitionerRole:practitioner`,
    )
  ).text;
  expect(included).toContain('"id":"PR-400001"');
  expect(
    (await ids('Appointment?practitioner=PR-400001&practitioner-role=PR-500001')).length,
  ).toBeGreaterThan(0);
  expect(await ids('Appointment?practitioner=PR-400001&practitioner-role=PR-500003')).toEqual([]);
});

test('the capability statement names what can be searched, and an invoice date is not in it', async () => {
  const { text } = await halaxy.get('metadata');
  expect(text).toContain('"CapabilityStatement"');
  expect((await halaxy.get('Invoice?date=2026-11-25')).text).toContain('"outcome"');
});
