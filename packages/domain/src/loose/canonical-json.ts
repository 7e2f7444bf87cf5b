/**
 * A record as text in which equal content is equal text: keys in order, the bookkeeping of `meta` (version and time of
 * the last change) left out, since a change and its undoing leave all else as it was.
 */
export function canonicalRecord(record: Readonly<Record<string, unknown>>): string {
  const { meta, ...rest } = record;
  if (typeof meta !== 'object' || meta === null) return JSON.stringify(ordered(record));
  const { lastUpdated: _time, versionId: _version, ...kept } = meta as Record<string, unknown>;
  return JSON.stringify(ordered(Object.keys(kept).length === 0 ? rest : { ...rest, meta: kept }));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  // Entries, not assignments: a key called `__proto__` is content like any other.
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, ordered(record[key])]),
  );
}
