import type { Resource } from '../fhir.ts';
import { referTo, STRUCTURE } from '../fhir.ts';
import type { JsonObject } from '../json.ts';
import type { Random } from '../random.ts';

const given = ['Mock', 'Testa', 'Sample', 'Demo', 'Fixture', 'Placeholder', 'Synth', 'Pretend'] as const;
const family = ['Imaginary', 'Fictional', 'Madeup', 'Notreal', 'Invented', 'Generated', 'Simulated'] as const;
const genders = ['male', 'female', 'other', 'custom'] as const;

/** A person who cannot be mistaken for a real one. `number` makes the name unique. */
export function madeUpName(random: Random, number: number) {
  return { given: random.pick(given), family: `${random.pick(family)}-${number}` };
}

type Person = { given: string; family: string };
type NewPatient = Person & { id: string; lastUpdated: string; clinicId: string; practitionerId: string };

/** A patient as Halaxy shows one: the `usual` name holds a given name only and comes first. */
export function patientRecord(random: Random, person: NewPatient): Resource {
  const digits = person.id.slice(-7).padStart(7, '0');
  return {
    resourceType: 'Patient',
    id: person.id,
    active: true,
    name: [
      { use: 'usual', given: [person.given.slice(0, 4)] },
      { use: 'official', family: person.family, given: [person.given], prefix: ['Mx'] },
    ],
    telecom: [
      { system: 'sms', value: `+6140${digits}`, use: 'mobile' },
      { system: 'phone', value: `+6120${digits}`, use: 'home' },
      { system: 'email', value: `patient-${person.id}@example.test`, use: 'home' },
    ],
    gender: random.pick(genders),
    birthDate: `${1940 + random.below(70)}-0${1 + random.below(9)}-1${random.below(10)}`,
    deceasedBoolean: false,
    address: [address(1 + random.below(200))],
    contact: [],
    generalPractitioner: [
      referTo('Organization', person.clinicId),
      referTo('Practitioner', person.practitionerId),
    ],
    extension: [
      { url: `${STRUCTURE}patient-status`, valueString: 'current' },
      { url: `${STRUCTURE}profile-type`, valueCode: 'full' },
    ],
    meta: { lastUpdated: person.lastUpdated },
  };
}

function address(number: number): JsonObject {
  return {
    use: 'home',
    line: [`${number} Nowhere Street`],
    city: 'Pretendville',
    state: 'NSW',
    postalCode: '2999',
    country: 'AU',
  };
}

type NewPractitioner = Person & {
  id: string;
  directory: string;
  email: string;
  profession: string;
  lastUpdated: string;
};

/** A member (`PR-`) or an outside referrer (`EP-`). The directory number is not the API's id. */
export function practitionerRecord(person: NewPractitioner): Resource {
  const profession = person.profession;
  const display = profession.charAt(0).toUpperCase() + profession.slice(1);
  const system = 'https://terminology.halaxy.com/CodeSystem/profession';
  return {
    resourceType: 'Practitioner',
    id: person.id,
    active: true,
    identifier: [{ value: person.directory }],
    name: [{ use: 'official', family: person.family, given: [person.given], prefix: ['Dr'] }],
    telecom: [
      { system: 'email', value: person.email, use: 'work' },
      { system: 'sms', value: `+614${person.directory.padStart(8, '0')}`, use: 'mobile' },
    ],
    qualification: [{ code: { coding: [{ system, code: profession, display }] } }],
    meta: { lastUpdated: person.lastUpdated },
  };
}

type NewRole = {
  id: string;
  practitionerId: string;
  organizationId: string;
  email: string;
  lastUpdated: string;
};

/** A practitioner at one clinic; the Medicare provider number belongs here. */
export function roleRecord(role: NewRole): Resource {
  const kind = role.id.startsWith('EP-') ? 'hx-external-practitioner-role' : 'hx-practitioner-role';
  return {
    resourceType: 'PractitionerRole',
    id: role.id,
    active: true,
    practitioner: referTo('Practitioner', role.practitionerId),
    organization: referTo('Organization', role.organizationId),
    telecom: [{ system: 'email', value: role.email, use: 'work' }],
    extension: [
      { url: `${STRUCTURE}practitioner-role-provider-number`, valueString: `${role.id.slice(3)}A` },
    ],
    meta: { lastUpdated: role.lastUpdated, profile: [`${STRUCTURE}${kind}`] },
  };
}
