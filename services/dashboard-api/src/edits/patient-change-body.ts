import {
  couldBeMobile,
  type LocalDate,
  type PatientFacts,
  type PatientField,
  type PatientValues,
  parsePhoneNumber,
  patientFields,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { InvalidInput } from '../http/invalid-input.ts';
import { day } from '../http/schemas.ts';

const nameMax = 100;
const lineMax = 200;
const seenMax = 500;
const controls = /\p{Cc}/u;

/** Text on one line that Halaxy can keep; blanks around it are none of it. */
const lineText = (lengthMax: number) =>
  z
    .string()
    .trim()
    .max(lengthMax)
    .refine((text) => !controls.test(text), 'has a control character')
    .refine((text) => text.isWellFormed(), 'is no well-formed text');

const name = lineText(nameMax).min(1);

const number = z
  .string()
  .max(40)
  .transform((text, context): string => {
    const kept = parsePhoneNumber(text);
    if (kept !== undefined) return kept;
    const message =
      'is no phone number: an Australian one has its area code, any other begins with + and its country';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .describe('Answered in compact international form, such as +61412345678.');

const address = z
  .strictObject({
    line: lineText(lineMax),
    suburb: lineText(nameMax),
    state: lineText(nameMax),
    postcode: lineText(20),
  })
  .refine((parts) => Object.values(parts).some((part) => part !== ''), 'is empty: null takes it away');

const contact = {
  preferredName: name.nullable().optional(),
  birthDate: day.nullable().optional(),
  gender: z.enum(['male', 'female', 'other']).nullable().optional(),
  email: z.string().trim().max(254).regex(z.regexes.email, 'is no e-mail address').nullable().optional(),
  mobile: number.refine(couldBeMobile, 'is no mobile number').nullable().optional(),
  phone: number.nullable().optional(),
  address: address.nullable().optional(),
};

const seen = z.string().max(seenMax).nullable().optional();

const base = z
  .object({
    ...{ givenName: seen, familyName: seen, preferredName: seen, birthDate: seen, gender: seen },
    ...{ email: seen, mobile: seen, phone: seen },
    address: z
      .object({ line: z.string(), suburb: z.string(), state: z.string(), postcode: z.string() })
      .nullable()
      .optional(),
  })
  .describe(
    'What the person saw of the fields that they change. Left out, it is what is shown when this arrives.',
  );

/** The body of a change of a client. What it may not have gets an answer of its own, so it is taken loosely. */
export const patientChangeBody = z
  .looseObject({ givenName: name.optional(), familyName: name.optional(), ...contact, base: base.optional() })
  .meta({ id: 'PatientChange' });

export type PatientChangeBody = z.output<typeof patientChangeBody>;

/** The body of a registration. */
export const newPatientBody = z
  .looseObject({ givenName: name, familyName: name, ...contact })
  .meta({ id: 'NewPatient' });

export type NewPatientBody = z.output<typeof newPatientBody>;

const fields: ReadonlySet<string> = new Set(patientFields);

/**
 * What a person wants of a client, and what they saw.
 *
 * @param shown the client as they are shown now: what the person did not say that they saw
 * @param today in the practice's zone
 * @throws BloomError PATIENT_FIELD_NOT_WRITABLE; InvalidInput where nothing is to be changed, or of a day to come
 */
export function readPatientChange(
  { base: seenOf = {}, ...body }: PatientChangeBody,
  shown: PatientFacts,
  today: LocalDate,
): { readonly change: PatientValues; readonly base: PatientValues } {
  const change = readValues(body, body.givenName ?? shown.givenName, today);
  const wanted = patientFields.filter((field) => change[field] !== undefined);
  if (wanted.length === 0) throw new InvalidInput([{ path: 'body', message: 'names nothing to change' }]);
  const sawOf = (field: PatientField) => (seenOf[field] === undefined ? shown[field] : seenOf[field]);
  return { change, base: Object.fromEntries(wanted.map((field) => [field, sawOf(field)])) };
}

/**
 * What a person wants of a client who is to be made.
 *
 * @param today in the practice's zone
 * @throws BloomError PATIENT_FIELD_NOT_WRITABLE; InvalidInput of a day to come
 */
export function readNewPatient(body: NewPatientBody, today: LocalDate): PatientValues {
  const values = Object.entries(readValues(body, body.givenName, today));
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

function readValues(
  body: Omit<PatientChangeBody, 'base'>,
  givenName: string,
  today: LocalDate,
): PatientValues {
  if (Object.keys(body).some((field) => !fields.has(field)))
    throw new BloomError('PATIENT_FIELD_NOT_WRITABLE');
  const { birthDate, preferredName } = body;
  if (typeof birthDate === 'string' && birthDate > today)
    throw new InvalidInput([{ path: 'body.birthDate', message: 'lies in the future' }]);
  // Halaxy tells of no other name where both are the same: it would never be seen to have it.
  const other = preferredName === givenName ? { preferredName: null } : {};
  const values: PatientValues = { ...body, ...other };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
