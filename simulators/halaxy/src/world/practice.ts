import type { Resource } from '../fhir.ts';
import { referTo, STRUCTURE } from '../fhir.ts';
import type { JsonObject } from '../json.ts';
import type { Zone } from '../local-time.ts';
import { createRandom } from '../random.ts';
import { madeUpName, practitionerRecord, roleRecord } from './people.ts';

/** The two clinics: one keeps daylight saving, the other does not. */
export const clinics: readonly { id: string; name: string; zone: Zone }[] = [
  { id: 'CL-3001', name: 'Invented Clinic South', zone: 'sydney' },
  { id: 'CL-3002', name: 'Invented Clinic North', zone: 'brisbane' },
];

/** The first clinic role of the practitioner at `index` (from 0), and who and where that is. */
export function staffAt(index: number) {
  const clinic = clinics[index % 2 === 0 ? 0 : 1] ?? { id: 'CL-3001', name: '', zone: 'sydney' as const };
  return {
    practitionerId: `PR-${400_001 + index}`,
    roleId: `PR-${500_001 + index * 2}`,
    secondRoleId: index % 3 === 0 ? `PR-${500_002 + index * 2}` : undefined,
    clinic,
    email: `practitioner-${index + 1}@example.test`,
  };
}

/** What is there before any patient: organisations, staff, referrers, services, fees, referral types. */
export function practiceRecords(seed: number, practitioners: number, lastUpdated: string): Resource[] {
  const records = [...organizations(lastUpdated), ...services(lastUpdated)];
  for (let index = 0; index < practitioners; index += 1) {
    const staff = staffAt(index);
    const name = madeUpName(createRandom(seed + index), index + 1);
    const person = { ...name, id: staff.practitionerId, email: staff.email, lastUpdated };
    records.push(
      practitionerRecord({ ...person, directory: `${90_001 + index}`, profession: 'psychologist' }),
    );
    const role = { practitionerId: staff.practitionerId, email: staff.email, lastUpdated };
    records.push(roleRecord({ ...role, id: staff.roleId, organizationId: staff.clinic.id }));
    const other = clinics.find(({ id }) => id !== staff.clinic.id);
    if (staff.secondRoleId && other) {
      records.push(roleRecord({ ...role, id: staff.secondRoleId, organizationId: other.id }));
    }
  }
  for (const number of [1, 2]) {
    const email = `referrer-${number}@example.test`;
    const person = { given: 'Refera', family: `Outside-${number}`, email, lastUpdated };
    const id = `EP-${490_000 + number}`;
    records.push(
      practitionerRecord({
        ...person,
        id,
        directory: `${99_000 + number}`,
        profession: 'general practitioner',
      }),
    );
    records.push(
      roleRecord({
        id: `EP-${590_000 + number}`,
        practitionerId: id,
        organizationId: 'SP-3901',
        email,
        lastUpdated,
      }),
    );
  }
  return records;
}

function organizations(lastUpdated: string): Resource[] {
  const named: [string, string][] = [
    ['PG-3000', 'Invented Practice Group'],
    ['FD-3801', 'Medicare'],
    ['FD-3802', 'DVA'],
    ['SP-3901', 'Pretend Surgery'],
    ...clinics.map(({ id, name }): [string, string] => [id, name]),
  ];
  return named.map(([id, name]) => {
    const own = id.startsWith('CL-') ? { partOf: referTo('Organization', 'PG-3000') } : {};
    return plain('Organization', id, lastUpdated, {
      active: true,
      name,
      type: [],
      telecom: [],
      address: [],
      ...own,
    });
  });
}

function services(lastUpdated: string): Resource[] {
  const service = (id: string, name: string, minutes: number, most: number) =>
    plain('HealthcareService', id, lastUpdated, {
      active: true,
      name,
      comment: '',
      providedBy: referTo('Organization', 'PG-3000'),
      extension: [
        { url: `${STRUCTURE}healthcare-service-duration`, valueQuantity: { value: minutes, unit: 'minute' } },
        { url: `${STRUCTURE}healthcare-service-allow-online-booking`, valueString: 'No' },
        { url: `${STRUCTURE}healthcare-service-max-patients`, valueInteger: most },
      ],
    });
  return [
    service('9001', 'Individual session F2F', 50, 1),
    service('9002', 'Individual session Telehealth', 50, 1),
    service('9003', 'Group session', 90, 8),
    plain('ChargeItemDefinition', '6001', lastUpdated, {
      title: 'Standard session',
      code: { text: '80110' },
      status: 'active',
      publisher: 'Medicare',
      useContext: [{ code: { code: 'fee-type' }, valueQuantity: { value: 0 } }],
      propertyGroup: [{ priceComponent: [{ type: 'base', amount: { value: 220, currency: 'AUD' } }] }],
    }),
    plain('ReferralDefinition', '6501', lastUpdated, { name: 'Medicare: MHTP Referral', active: true }),
  ];
}

/** A record with no shape of its own here. */
export function plain(resourceType: string, id: string, lastUpdated: string, fields: JsonObject): Resource {
  return { resourceType, id, ...fields, meta: { lastUpdated } };
}
