import { isObject, type Json, type JsonObject } from './json.ts';

/** Turns every full, root-relative or bare reference inside a client's value into `Type/id`. */
export function normaliseReferences<T extends Json>(value: T): T {
  return mapReferences(value, (reference, type) => {
    const parts = reference.split('/').filter(Boolean);
    const id = parts.at(-1) ?? '';
    return `${type ?? parts.at(-2) ?? ''}/${id}`;
  }) as T;
}

/** Writes every `Type/id` as the server shows it: `base` is a full URL ending in `/`, or `/main/`. */
export function renderReferences(value: Json, base: string): Json {
  return mapReferences(value, (reference) => (reference.startsWith('http') ? reference : base + reference));
}

function mapReferences(value: Json, change: (reference: string, type?: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, change));
  if (!isObject(value)) return value;
  const mapped: JsonObject = {};
  for (const [field, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    mapped[field] = mapReferences(inner, change);
  }
  if (typeof value.reference === 'string') {
    const type = typeof value.type === 'string' ? value.type : undefined;
    mapped.reference = change(value.reference, type);
    if (!type) mapped.type = mapped.reference.split('/').at(-2) ?? '';
  }
  return mapped;
}
