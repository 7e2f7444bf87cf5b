import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { transformPatient } from './transform-patient.ts';
import { transformPractitioner } from './transform-practitioner.ts';
import { transformRole } from './transform-role.ts';

const practitioner = {
  resourceType: 'Practitioner',
  id: 'PR-4001',
  active: true,
  name: [{ use: 'official', given: ['Testa'], family: 'Imaginaria' }],
  telecom: [{ system: 'email', value: 'testa@example.test' }],
  meta: { lastUpdated: '2026-11-20T03:04:05+00:00' },
};
const role = {
  resourceType: 'PractitionerRole',
  id: 'PR-5001',
  practitioner: { reference: 'https://au-api.halaxy.com/main/Practitioner/PR-4001', type: 'Practitioner' },
  organization: { reference: '/main/Organization/CL-3001' },
};
const patient = {
  resourceType: 'Patient',
  id: '1000001',
  name: [
    { use: 'usual', given: ['Mocky'] },
    { use: 'official', given: ['Mockington'], family: 'Fictional' },
  ],
  telecom: [{ system: 'sms', use: 'mobile', value: '+61400000002' }],
  birthDate: '1990-02-03',
  gender: 'custom',
  address: [
    { use: 'work' },
    { use: 'home', line: ['1 Nowhere St'], city: 'Pretendville', postalCode: '2999' },
  ],
  extension: [
    { url: 'https://terminology.halaxy.com/StructureDefinition/patient-status', valueString: 'current' },
  ],
};

test('a practitioner is read with name, address and the time of its last change', () => {
  expect(transformPractitioner(practitioner)).toEqual({
    kind: 'usable',
    record: {
      id: 'PR-4001',
      displayName: 'Testa Imaginaria',
      email: 'testa@example.test',
      active: true,
      lastUpdatedMs: Date.UTC(2026, 10, 20, 3, 4, 5),
    },
    faults: [],
  });
});

test('a practitioner without a name is shown by id, and told', () => {
  expect(transformPractitioner({ ...practitioner, name: [] })).toMatchObject({
    record: { displayName: 'PR-4001' },
    faults: [{ code: 'NO_NAME', path: 'name' }],
  });
});

test('a role leads to its practitioner, which has another id', () => {
  expect(transformRole(role)).toMatchObject({
    kind: 'usable',
    record: { id: 'PR-5001', practitionerId: 'PR-4001', organizationId: 'CL-3001' },
  });
});

test.each([
  ['a practitioner', transformPractitioner({ ...practitioner, id: 'EP-1' })],
  ['a role', transformRole({ ...role, id: 'EP-1' })],
  [
    'a role of such a practitioner',
    transformRole({ ...role, practitioner: { reference: 'Practitioner/EP-9' } }),
  ],
])('%s whose id begins with EP- is never staff', (_, read) => {
  expect(read.kind).toBe('external');
});

test('a role without a practitioner cannot be used', () => {
  expect(transformRole({ ...role, practitioner: {} })).toMatchObject({
    kind: 'unusable',
    faults: [{ code: 'BAD_REFERENCE' }],
  });
});

test('a patient becomes a client, with Halaxy’s own words kept', () => {
  expect(transformPatient(patient)).toMatchObject({
    kind: 'usable',
    faults: [],
    record: {
      givenName: 'Mockington',
      familyName: 'Fictional',
      preferredName: 'Mocky',
      mobile: '+61400000002',
      email: null,
      birthDate: '1990-02-03',
      gender: 'custom',
      halaxyStatus: 'current',
      address: { line: '1 Nowhere St', suburb: 'Pretendville', state: '', postcode: '2999' },
    },
  });
});

test.each([['1990-02-30'], ['3 Feb 1990'], [1990]])(
  'a birth date that is none is told, not kept: %j',
  (birthDate) => {
    expect(transformPatient({ ...patient, birthDate })).toMatchObject({
      record: { birthDate: null },
      faults: [{ code: 'BAD_DATE', path: 'birthDate' }],
    });
  },
);

test.each([
  [{ ...patient, resourceType: 'OperationOutcome' }, 'WRONG_RESOURCE'],
  [{ ...patient, id: undefined }, 'NO_ID'],
  [{ ...patient, id: '../7' }, 'NO_ID'],
  [undefined, 'WRONG_RESOURCE'],
] as const)(
  'I3: an error body, or a record without an id, is never taken for a record (%#)',
  (record, code) => {
    expect(transformPatient(record)).toMatchObject({ kind: 'unusable', faults: [{ code }] });
  },
);

test('I6: a fault names a code and a place, never what stood there', () => {
  const secret = 'Mockington was here';
  const faulty = { ...patient, name: [secret], birthDate: secret, meta: { lastUpdated: secret } };
  const read = transformPatient(faulty);
  expect('faults' in read && read.faults.length).toBe(3);
  expect(JSON.stringify('faults' in read && read.faults)).not.toContain('Mockington');
});

test('I14: no record makes a transform throw', () => {
  const fields = fc.dictionary(fc.constantFrom(...Object.keys(patient), 'practitioner'), fc.anything());
  fc.assert(
    fc.property(fc.anything(), fields, (record, odd) => {
      for (const transform of [transformPatient, transformPractitioner, transformRole]) transform(record);
      transformPatient({ ...patient, ...odd });
      transformPractitioner({ ...practitioner, ...odd });
      transformRole({ ...role, ...odd });
    }),
  );
});
