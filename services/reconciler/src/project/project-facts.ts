import { isDeepStrictEqual } from 'node:util';
import type { RecordTables } from '@bloom/store';
import type { Change } from '../ports.ts';
import { nothingToProject, type Projection } from './projection.ts';

type Kept = { readonly _id: string; readonly revision: number; readonly gone: boolean };

/** A table of facts that figures are made of, seen as what they have in common. */
type FactTable = Pick<RecordTables['invoices'], 'replaceOne' | 'updateOne'>;

/**
 * Makes one document of facts follow its record. `next` undefined = Halaxy has the record no more, the document stays and
 * says so. `concerned` names what is to be shown again, and is asked only when something changed.
 */
export async function keepFacts<T extends Kept>(
  table: unknown,
  { held, next }: { readonly held: T | null; readonly next: Omit<T, 'revision'> | undefined },
  { faults, concerned }: { readonly faults: readonly string[]; readonly concerned: () => Promise<Change[]> },
): Promise<Projection> {
  const facts = table as FactTable;
  const nothing = { ...nothingToProject, faults };
  if (next === undefined) {
    if (held === null || held.gone) return nothing;
    const gone = { $set: { gone: true }, $inc: { revision: 1 } };
    return {
      ...nothing,
      write: async (session) => void (await facts.updateOne({ _id: held._id }, gone, { session })),
      changes: await concerned(),
    };
  }
  const revision = (held?.revision ?? 0) + 1;
  const whole = { ...next, revision };
  if (held && isDeepStrictEqual({ ...held, revision }, whole)) return nothing;
  return {
    ...nothing,
    write: async (session) =>
      void (await facts.replaceOne({ _id: next._id as string }, whole as never, { upsert: true, session })),
    changes: await concerned(),
  };
}
