import { readContact } from '../halaxy/contact-point.ts';
import { type PostalAddress, transformPatient } from '../halaxy/transform-patient.ts';
import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';
import { sameText } from './session-change.ts';

/** The contact details of a client that Halaxy can store. */
export const patientFields = [
  'givenName',
  'familyName',
  'preferredName',
  'birthDate',
  'gender',
  'email',
  'mobile',
  'phone',
  'address',
] as const;

export type PatientField = (typeof patientFields)[number];

/** Values of a client's fields; null = none. Numbers are in compact international form. */
export type PatientValues = {
  readonly [F in Exclude<PatientField, 'address'>]?: string | null;
} & { readonly address?: PostalAddress | null };

/** What Halaxy has of a client; undefined where the record cannot be read. */
export function readPatientNow(record: unknown): Required<PatientValues> | undefined {
  const read = transformPatient(record);
  if (read.kind !== 'usable') return undefined;
  const { givenName, familyName, preferredName, birthDate, gender, email, mobile, phone, address } =
    read.record;
  return { givenName, familyName, preferredName, birthDate, gender, email, mobile, phone, address };
}

/** Whether a field is the same in both; one that a side does not bear is not. */
export function samePatientField(field: PatientField, a: PatientValues, b: PatientValues): boolean {
  if (a[field] === undefined || b[field] === undefined) return false;
  if (field !== 'address') return sameText(a[field] ?? null, b[field] ?? null);
  const parts = (one: PostalAddress | null | undefined) =>
    [one?.line, one?.suburb, one?.state, one?.postcode].map((part) => (part ?? '').normalize('NFC'));
  return parts(a.address).join('\n') === parts(b.address).join('\n');
}

/**
 * The merge patch that makes these fields what is wanted. A merge patch replaces arrays whole, so names, numbers and
 * addresses are rebuilt from the record as it was just read: what else is in them stays.
 */
export function patientPatch(
  wanted: PatientValues,
  fields: readonly PatientField[],
  theirs: unknown,
): Record<string, unknown> {
  const has = (...names: PatientField[]) => names.some((name) => fields.includes(name));
  const chosen: PatientValues = Object.fromEntries(fields.map((field) => [field, wanted[field]]));
  return {
    ...(has('givenName', 'familyName', 'preferredName') ? { name: namesWith(chosen, theirs) } : {}),
    ...(has('email', 'mobile', 'phone') ? { telecom: telecomWith(chosen, theirs) } : {}),
    ...(has('birthDate') ? { birthDate: wanted.birthDate ?? null } : {}),
    ...(has('gender') ? { gender: wanted.gender ?? null } : {}),
    ...(has('address') ? { address: addressesWith(wanted.address ?? null, theirs) } : {}),
  };
}

/** The body of a new Patient. */
export function newPatient(wanted: PatientValues): Record<string, unknown> {
  const given = patientFields.filter((field) => (wanted[field] ?? null) !== null);
  return { resourceType: 'Patient', ...patientPatch(wanted, given, {}) };
}

/** Whether a record can be what a registration made: name and birth date are the same. */
export function couldBePatient(record: unknown, wanted: PatientValues): boolean {
  const now = readPatientNow(record);
  const alike = ['givenName', 'familyName', 'birthDate'] as const;
  return now !== undefined && alike.every((field) => sameText(now[field], wanted[field] ?? null));
}

type Entry = Readonly<Record<string, unknown>>;

const entriesOf = (record: unknown, key: string): Entry[] =>
  ownList(record, key).filter((one): one is Entry => typeof one === 'object' && one !== null);

function namesWith({ givenName, familyName, preferredName }: PatientValues, record: unknown): Entry[] {
  const held = entriesOf(record, 'name');
  const official =
    held.find((one) => one.use === 'official') ?? held.find((one) => ownText(one, 'family')) ?? held[0];
  const next = {
    ...official,
    use: ownText(official, 'use') ?? 'official',
    ...(givenName === undefined ? {} : { given: givenName === null ? [] : [givenName] }),
    ...(familyName === undefined ? {} : { family: familyName ?? '' }),
  };
  const others = held.filter((one) => one !== official);
  if (preferredName === undefined) return [next, ...others];
  const rest = others.filter((one) => one.use !== 'usual');
  return [next, ...rest, ...(preferredName === null ? [] : [{ use: 'usual', given: [preferredName] }])];
}

const points = {
  email: { system: 'email', use: 'home' },
  mobile: { system: 'sms', use: 'mobile' },
  phone: { system: 'phone', use: 'home' },
} as const;

/** Each is replaced where it is read from, so that what is read back is what was written. */
function telecomWith(wanted: PatientValues, record: unknown): Entry[] {
  let entries = entriesOf(record, 'telecom');
  for (const field of ['email', 'mobile', 'phone'] as const) {
    const value = wanted[field];
    if (value === undefined) continue;
    const shown = readContact({ telecom: entries })[field];
    const at = entries.findIndex((one) => ownText(one, 'value')?.trim() === shown && fits(field, one));
    const kept = entries.filter((_, place) => place !== at);
    const next = value === null ? [] : [{ ...points[field], ...entries[at], value }];
    entries = [...kept.slice(0, Math.max(at, 0)), ...next, ...kept.slice(Math.max(at, 0))];
  }
  return entries;
}

function fits(field: keyof typeof points, entry: Entry): boolean {
  const system = ownText(entry, 'system');
  if (field === 'email') return system === 'email';
  const isMobile = system === 'sms' || (system === 'phone' && ownField(entry, 'use') === 'mobile');
  return field === 'mobile' ? isMobile : system === 'phone' && !isMobile;
}

function addressesWith(wanted: PostalAddress | null, record: unknown): Entry[] {
  const held = entriesOf(record, 'address');
  const home = held.find((one) => one.use === 'home') ?? held[0];
  const others = held.filter((one) => one !== home);
  if (wanted === null) return others;
  const { line, suburb, state, postcode } = wanted;
  return [{ use: 'home', ...home, line: [line], city: suburb, state, postalCode: postcode }, ...others];
}
