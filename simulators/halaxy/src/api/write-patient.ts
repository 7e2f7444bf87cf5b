import type { Resource } from '../fhir.ts';
import { STRUCTURE } from '../fhir.ts';
import type { Answer } from '../http.ts';
import { isObject, type Json, type JsonObject, mergePatch } from '../json.ts';
import { normaliseReferences } from '../references.ts';
import type { Actor, Store } from '../store.ts';
import { notFound, refuse } from './outcomes.ts';

/** The fields a client may write; the others are silently left as they are. */
const WRITABLE = ['name', 'telecom', 'gender', 'birthDate', 'deceasedBoolean', 'address', 'contact'];

/** PATCH of a patient's contact details, by merge patch: arrays are replaced whole. */
export function patchPatient(store: Store, id: string, given: Json, by: Actor): Answer {
  const held = store.get('Patient', id);
  if (!held) return notFound();
  if (!isObject(given)) return refuse(400, 'invalid', 'The body must be an object');
  const wrong = faultIn(given);
  if (wrong) return refuse(422, 'invalid', wrong);
  const next = { ...held, ...(mergePatch(held, writable(given)) as JsonObject) } as Resource;
  for (const field of WRITABLE) if (given[field] === null) delete next[field];
  return { status: 200, body: store.put(next, by) };
}

/** POST of a patient. `identifier` and `active` are ignored; status and type are Halaxy's to set. */
export function createPatient(store: Store, id: string, given: Json, by: Actor): Answer {
  if (!isObject(given) || !Array.isArray(given.name)) return refuse(422, 'required', 'A name is required');
  const wrong = faultIn(given);
  if (wrong) return refuse(422, 'invalid', wrong);
  const defaults = { telecom: [], address: [], contact: [], deceasedBoolean: false };
  const { generalPractitioner = [] } = given;
  const patient = {
    resourceType: 'Patient',
    id,
    active: true,
    ...defaults,
    ...writable(given),
    generalPractitioner,
    extension: [
      { url: `${STRUCTURE}patient-status`, valueString: 'current' },
      { url: `${STRUCTURE}profile-type`, valueCode: 'full' },
    ],
    meta: { lastUpdated: '' },
  };
  return { status: 201, body: store.put(normaliseReferences(patient as JsonObject) as Resource, by) };
}

function writable(given: JsonObject): JsonObject {
  return Object.fromEntries(WRITABLE.filter((field) => field in given).map((field) => [field, given[field]]));
}

function faultIn(given: JsonObject): string | undefined {
  const { birthDate, telecom } = given;
  if (typeof birthDate === 'string' && !/^\d{4}-\d\d-\d\d$/.test(birthDate))
    return 'birthDate must be YYYY-MM-DD';
  const numbers = Array.isArray(telecom) ? telecom.filter(isObject) : [];
  const bad = numbers.some(
    ({ system, value }) => ['sms', 'phone'].includes(String(system)) && !/^\+\d{8,15}$/.test(String(value)),
  );
  return bad ? 'Numbers must be in compact international form' : undefined;
}
