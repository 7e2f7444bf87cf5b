import type { HalaxyReference, ReferenceType } from '../halaxy/parse-reference.ts';

/** The ids that one `_id=` request asks for. */
export type IdBatch = { readonly type: ReferenceType; readonly ids: readonly string[] };

const idsMax = 50;

/** Groups records of one practice into requests: one type each, at most 50 ids, each id once, in the given order. */
export function batchIds(references: readonly HalaxyReference[]): IdBatch[] {
  const byType = new Map<ReferenceType, Set<string>>();
  for (const { type, id } of references) {
    const ids = byType.get(type) ?? new Set();
    byType.set(type, ids.add(id));
  }
  return [...byType].flatMap(([type, distinct]) => {
    const ids = [...distinct];
    return Array.from({ length: Math.ceil(ids.length / idsMax) }, (_, i) => ({
      type,
      ids: ids.slice(i * idsMax, (i + 1) * idsMax),
    }));
  });
}
