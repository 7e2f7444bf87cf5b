import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseTimeZone, type TimeZone } from '../calendar/time-zone.ts';
import { appointmentPatch, bookingParameters, couldBeBooking, readSessionNow } from './appointment-record.ts';
import {
  couldBePatient,
  newPatient,
  type PatientValues,
  patientFields,
  patientPatch,
  readPatientNow,
  samePatientField,
} from './patient-change.ts';

const zone = parseTimeZone('Australia/Sydney') as TimeZone;
const baseUrl = 'https://au-api.halaxy.com/main/';
const system = 'https://eu-api.halaxy.com/presets/CodeSystem/appointment-participant-status';
const statusUrl = 'https://terminology.halaxy.com/StructureDefinition/appointment-participant-status';
const patient = (id: string, code: string) => ({
  actor: { reference: `${baseUrl}Patient/${id}`, type: 'Patient' },
  modifierExtension: [{ url: statusUrl, valueCoding: { system, code } }],
});
const appointment = {
  resourceType: 'Appointment',
  id: '700001',
  start: '2026-11-23T09:00:00+11:00',
  end: '2026-11-23T09:50:00+11:00',
  description: 'booked online',
  participant: [
    { actor: { reference: `${baseUrl}PractitionerRole/PR-5001`, type: 'PractitionerRole' } },
    patient('1', 'booked'),
    patient('2', 'cancelled'),
  ],
};
const atMs = (iso: string) => Date.parse(iso);

test('a session is read out of its appointment by its patient; one that has no part in it is not there', () => {
  expect(readSessionNow(appointment, '2')?.now).toEqual({
    comment: 'booked online',
    time: { startMs: atMs('2026-11-22T22:00Z'), endMs: atMs('2026-11-22T22:50Z') },
    status: { meaning: 'cancelled', arrived: false },
  });
  expect(readSessionNow(appointment, '3')).toBeUndefined();
  expect(readSessionNow({ resourceType: 'Appointment', id: '1' }, '1')).toBeUndefined();
});

test('a patch bears the fields that are to be sent and no other: times with their offset, a status by its patient alone', () => {
  const change = {
    comment: 'mine',
    time: { startMs: atMs('2026-11-23T00:00Z'), endMs: atMs('2026-11-23T01:00Z') },
    status: { status: 'cancelled', charge: false },
  } as const;
  const about = { patientId: '1', theirs: appointment, baseUrl, zone };
  expect(appointmentPatch(change, ['time'], about)).toEqual({
    start: '2026-11-23T11:00:00+11:00',
    end: '2026-11-23T12:00:00+11:00',
  });
  const code = 'cancelled (no charge)';
  expect(appointmentPatch(change, ['comment', 'status'], about)).toEqual({
    comment: 'mine',
    participant: [
      {
        actor: { reference: `${baseUrl}Patient/1`, type: 'Patient' },
        modifierExtension: [{ url: statusUrl, valueCoding: { system, code, display: code } }],
      },
    ],
  });
});

const booking = {
  roleId: 'PR-5001',
  patientId: '1',
  startMs: atMs('2026-11-22T22:00Z'),
  endMs: atMs('2026-11-22T22:50Z'),
  serviceId: '9001',
  locationType: 'telehealth',
} as const;

test('a booking names whom, with whom, when, for what and where, in the words of $book', () => {
  expect(bookingParameters(booking, { baseUrl, zone })).toEqual({
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'appt-resource',
        resource: {
          resourceType: 'Appointment',
          start: '2026-11-23T09:00:00+11:00',
          end: '2026-11-23T09:50:00+11:00',
          minutesDuration: 50,
          participant: [
            { actor: { reference: `${baseUrl}PractitionerRole/PR-5001`, type: 'PractitionerRole' } },
          ],
        },
      },
      { name: 'patient-id', valueReference: { reference: `${baseUrl}Patient/1`, type: 'Patient' } },
      {
        name: 'healthcare-service-id',
        valueReference: { reference: `${baseUrl}HealthcareService/9001`, type: 'HealthcareService' },
      },
      { name: 'location-type', valueCode: 'online' },
      { name: 'status', valueCode: 'booked' },
    ],
  });
});

test.each([
  ['the same patient, practitioner and start', booking, true],
  ['a patient whose part is cancelled', { ...booking, patientId: '2' }, false],
  ['another patient', { ...booking, patientId: '3' }, false],
  ['another start', { ...booking, startMs: booking.startMs + 1 }, false],
  ['another practitioner', { ...booking, roleId: 'PR-5002' }, false],
])('I2: what a lost answer may have made is told by %s', (_, wanted, could) => {
  expect(couldBeBooking(appointment, wanted)).toBe(could);
});

const ada = {
  resourceType: 'Patient',
  id: '1000001',
  name: [
    { use: 'usual', given: ['Addie'] },
    { use: 'official', prefix: ['Dr'], given: ['Ada'], family: 'Sample' },
  ],
  telecom: [
    { system: 'fax', value: '+61299990000' },
    { system: 'sms', use: 'mobile', value: '+61400000001' },
    { system: 'phone', use: 'work', value: '+61299990001' },
  ],
  birthDate: '1980-02-29',
  gender: 'female',
  address: [
    { use: 'billing', line: ['PO Box 1'], city: 'Far', state: 'NSW', postalCode: '2000' },
    { use: 'home', line: ['1 Sample St'], city: 'Near', state: 'NSW', postalCode: '2001' },
  ],
};

/** RFC 7396, for objects whose arrays are replaced whole. */
const patched = (record: object, patch: Record<string, unknown>) =>
  Object.fromEntries(Object.entries({ ...record, ...patch }).filter(([, value]) => value !== null));

const text = fc.stringMatching(/^[A-Za-zÀ-ÿ'][A-Za-zÀ-ÿ' -]{0,18}[A-Za-zÀ-ÿ']$/);
const phone = fc.stringMatching(/^\+61[1-9]\d{8}$/);
const wantedOf = (): fc.Arbitrary<PatientValues> =>
  fc.record(
    {
      givenName: text,
      familyName: text,
      preferredName: fc.option(text.map((one) => `${one}!`)),
      birthDate: fc.option(fc.constantFrom('1990-01-01', '2001-12-31')),
      gender: fc.constantFrom('female', 'male', 'other'),
      email: fc.option(fc.emailAddress()),
      mobile: fc.option(phone),
      phone: fc.option(phone),
      address: fc.option(fc.record({ line: text, suburb: text, state: text, postcode: fc.constant('2000') })),
    },
    { requiredKeys: [] },
  );

test('what is written of a client is read back as it was wanted, and what was not wanted stays', () => {
  fc.assert(
    fc.property(wantedOf(), (wanted) => {
      // Where the home address goes, the next one is read for it.
      const record = { ...ada, address: [ada.address[1]] };
      const fields = patientFields.filter((field) => wanted[field] !== undefined);
      const before = readPatientNow(record);
      const after = readPatientNow(patched(record, patientPatch(wanted, fields, record)));
      for (const field of patientFields) {
        const expected = wanted[field] === undefined ? before : wanted;
        expect([field, samePatientField(field, after ?? {}, expected ?? {})]).toEqual([field, true]);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('numbers, names and addresses that nobody asked to change stay in the arrays that are replaced', () => {
  const patch = patientPatch(
    { mobile: '+61400000002', familyName: 'Changed', address: null },
    ['mobile', 'familyName', 'address'],
    ada,
  );
  expect(patch).toEqual({
    name: [
      { use: 'official', prefix: ['Dr'], given: ['Ada'], family: 'Changed' },
      { use: 'usual', given: ['Addie'] },
    ],
    telecom: [ada.telecom[0], { system: 'sms', use: 'mobile', value: '+61400000002' }, ada.telecom[2]],
    address: [ada.address[0]],
  });
});

test('a new client is what was given and nothing else; one alike is told by name and birth date', () => {
  const wanted = {
    givenName: 'Bo',
    familyName: 'Sample',
    birthDate: '1990-01-01',
    mobile: '+61400000003',
    email: null,
  };
  const record = newPatient(wanted);
  expect(record).toEqual({
    resourceType: 'Patient',
    name: [{ use: 'official', given: ['Bo'], family: 'Sample' }],
    telecom: [{ system: 'sms', use: 'mobile', value: '+61400000003' }],
    birthDate: '1990-01-01',
  });
  const made = { ...record, id: '1000009' };
  expect(couldBePatient(made, wanted)).toBe(true);
  expect(couldBePatient(made, { ...wanted, birthDate: '1990-01-02' })).toBe(false);
});
