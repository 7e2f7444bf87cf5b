import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { transformAppointment } from './transform-appointment.ts';

const terms = 'https://terminology.halaxy.com/StructureDefinition';

function patient(id: string, code?: string, invoice?: string) {
  return {
    actor: { reference: `https://au-api.halaxy.com/main/Patient/${id}`, type: 'Patient' },
    modifierExtension: code
      ? [{ url: `${terms}/appointment-participant-status`, valueCoding: { code } }]
      : [],
    extension: invoice
      ? [
          {
            url: `${terms}/appointment-participant-invoice`,
            valueReference: { reference: `/main/Invoice/${invoice}` },
          },
        ]
      : [],
  };
}
const role = { actor: { reference: '/main/PractitionerRole/PR-5001', type: 'PractitionerRole' } };
const appointment = {
  resourceType: 'Appointment',
  id: '700002',
  description: 'Group',
  start: '2026-11-25T09:00:00+11:00',
  end: '2026-11-25T09:50:00+11:00',
  supportingInformation: [
    { reference: '/main/HealthcareService/9001', type: 'HealthcareService' },
    { type: 'location-type', display: 'clinic' },
  ],
  participant: [role, patient('1', 'attended', '800002'), patient('2', 'did not attend')],
  meta: { lastUpdated: '2026-11-20T03:04:05+00:00' },
};

/** The record and faults of a usable appointment. */
function read(changes: object) {
  const outcome = transformAppointment({ ...appointment, ...changes });
  if (outcome.kind !== 'usable') throw new Error('unusable');
  return outcome;
}

test('a group appointment is one session per patient, each with a status and an invoice of its own', () => {
  expect(read({})).toMatchObject({
    faults: [],
    record: {
      id: '700002',
      startMs: Date.UTC(2026, 10, 24, 22),
      endMs: Date.UTC(2026, 10, 24, 22, 50),
      roleIds: ['PR-5001'],
      serviceId: '9001',
      sessions: [
        { patientId: '1', status: { raw: 'attended', meaning: 'completed' }, invoiceId: '800002' },
        { patientId: '2', status: { raw: 'did not attend', meaning: 'no_show' }, invoiceId: null },
      ],
    },
  });
});

test.each([
  ['only staff', [role]],
  ['nobody', []],
  ['what is no list', 'everybody'],
])('an appointment without a patient has no session: %s', (_, participant) => {
  expect(read({ participant }).record.sessions).toEqual([]);
});

test('the top-level status and the plain extension are not read: Halaxy puts neither there', () => {
  const plain = { ...patient('1'), extension: patient('1', 'attended').modifierExtension };
  const [session] = read({ status: 'fulfilled', participant: [role, plain] }).record.sessions;
  expect(session?.status).toMatchObject({ raw: null, meaning: 'unknown' });
});

test('a patient who is named twice is one session, the first, and it is told', () => {
  const { record, faults } = read({ participant: [role, patient('1', 'booked'), patient('1', 'attended')] });
  expect(record.sessions).toMatchObject([{ patientId: '1', status: { raw: 'booked' } }]);
  expect(faults).toEqual([{ code: 'DOUBLE_PATIENT', path: 'participant[2]' }]);
});

test('I14: a participant that cannot be read spoils none of the others', () => {
  const { record, faults } = read({ participant: [null, role, { actor: 7 }, patient('2', 'booked')] });
  expect(record.sessions).toMatchObject([{ patientId: '2' }]);
  expect(faults.map(({ code }) => code)).toEqual(['BAD_REFERENCE', 'BAD_REFERENCE']);
});

test('a role that begins with EP- is no staff: such an appointment has no practitioner', () => {
  const external = { actor: { reference: '/main/PractitionerRole/EP-1' } };
  const { record, faults } = read({ participant: [external, patient('1')] });
  expect(record.roleIds).toEqual([]);
  expect(faults).toEqual([{ code: 'NO_PRACTITIONER', path: 'participant' }]);
});

test.each([
  ['comment goes before description', { comment: 'new', description: 'old' }, 'new'],
  ['an emptied comment stays empty', { comment: '', description: 'old' }, ''],
  ['without a comment the description is shown', { comment: null, description: 'old' }, 'old'],
  ['without either there is none', { description: undefined }, null],
] as const)('%s', (_, changes, comment) => {
  expect(read(changes).record.comment).toBe(comment);
});

test.each([
  [{ type: 'location-type', display: 'clinic' }, 'in-person', 'clinic'],
  [{ display: 'Telehealth' }, 'telehealth', 'Telehealth'],
  [{ code: 'online' }, 'telehealth', 'online'],
  [{ reference: '/main/location-type/phone' }, 'phone', '/main/location-type/phone'],
  [{ display: 'moon' }, 'in-person', null],
  [null, 'in-person', null],
] as const)('where it takes place: %j is %s', (item, locationType, locationRaw) => {
  expect(read({ supportingInformation: [item] }).record).toMatchObject({ locationType, locationRaw });
});

test.each([
  ['a missing end is the duration after the start', { end: undefined, minutesDuration: 30 }, 30, 'NO_END'],
  ['without a duration either, it ends as it starts', { end: 'later' }, 0, 'NO_END'],
  ['an end before the start is none', { end: '2026-11-25T08:00:00+11:00' }, 0, 'END_BEFORE_START'],
  ['an absurd duration is none', { end: undefined, minutesDuration: 1e9 }, 0, 'NO_END'],
] as const)('%s, and it is told', (_, changes, minutes, code) => {
  const { record, faults } = read(changes);
  expect(record.endMs - record.startMs).toBe(minutes * 60_000);
  expect(faults).toEqual([{ code, path: 'end' }]);
});

test('without a start that states its offset there is nothing to show', () => {
  expect(transformAppointment({ ...appointment, start: '2026-11-25T09:00:00' })).toMatchObject({
    kind: 'unusable',
    faults: [{ code: 'NO_START', path: 'start' }],
  });
});

test('I14: no record makes the transform throw', () => {
  const odd = fc.dictionary(
    fc.constantFrom(...Object.keys(appointment), 'comment', 'minutesDuration'),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.anything(), odd, fc.array(fc.anything()), (record, changes, participant) => {
      transformAppointment(record);
      transformAppointment({ ...appointment, ...changes });
      transformAppointment({ ...appointment, participant, supportingInformation: participant });
    }),
  );
});
