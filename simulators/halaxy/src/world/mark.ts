import type { Resource } from '../fhir.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/** Fields that hold what people typed. */
const typed = new Set(['given', 'family', 'line', 'city', 'description', 'comment', 'note', 'title', 'name']);

/** Funders and kinds of referral are called the same in every practice, and are told apart by their names. */
const isCommon = ({ resourceType, id }: Resource): boolean =>
  resourceType === 'ReferralDefinition' || id.startsWith('FD-');

/**
 * The same record with a word in all its text: names, addresses, e-mail, notes. Where the word turns up, the record has
 * been. Codes and numbers stay, as does what is empty.
 */
export function markRecord(record: Resource, word: string): Resource {
  return isCommon(record) ? record : (marked(record, word) as Resource);
}

function marked(value: Json, word: string, key = ''): Json {
  if (Array.isArray(value)) return value.map((one) => marked(one, word, key));
  if (isObject(value)) return markedFields(value, word);
  return typeof value === 'string' && value !== '' && typed.has(key) ? `${value} ${word}` : value;
}

function markedFields(object: JsonObject, word: string): JsonObject {
  const entries = Object.entries(object).map(
    ([key, value]) => [key, marked(value ?? null, word, key)] as const,
  );
  const fields = Object.fromEntries(entries);
  if (object.system !== 'email' || typeof object.value !== 'string') return fields;
  return { ...fields, value: object.value.replace('@', `.${word}@`) };
}
