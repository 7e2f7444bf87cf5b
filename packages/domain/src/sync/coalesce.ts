import type { HalaxyReference } from '../halaxy/parse-reference.ts';

/** A record of one practice. The same id in another practice is another record. */
export type PracticeReference = HalaxyReference & { readonly practiceId: string };

/** Each record once, in the order in which they were first named. */
export function coalesce<T extends PracticeReference>(references: readonly T[]): T[] {
  const first = new Map<string, T>();
  for (const reference of references) {
    // Written as JSON, so that no part can run into the next.
    const key = JSON.stringify([reference.practiceId, reference.type, reference.id]);
    if (!first.has(key)) first.set(key, reference);
  }
  return [...first.values()];
}
