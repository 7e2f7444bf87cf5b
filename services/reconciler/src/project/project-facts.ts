import { isDeepStrictEqual } from 'node:util';
import type { Transformed } from '@bloom/domain';
import type { RecordTables, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';
import { faultCodes } from './fault-codes.ts';
import { type About, nothingToProject, type Project } from './projection.ts';

/** What every document of facts has in common. */
type Kept = {
  readonly _id: string;
  readonly practice: string;
  readonly halaxyId: string;
  readonly revision: number;
  readonly gone: boolean;
};

/** What a document says of its own. */
export type Fields<D> = Omit<D, keyof Kept>;

type FactTable<D> = {
  findOne(filter: { _id: string }): Promise<D | null>;
  replaceOne(
    filter: { _id: string },
    document: D,
    options: { upsert: boolean; session: Transaction },
  ): Promise<unknown>;
};

/**
 * Makes one document of facts, of which figures are made, follow its record. Where Halaxy has the record no more the
 * document stays and says so. Whose figures are `concerned`, by what it said before and says now, is asked only when
 * something changed.
 */
export function projectFacts<R, D extends Kept>({
  transform,
  tableOf,
  key = ({ practice, halaxyId }) => `${practice}|${halaxyId}`,
  fields,
  concerned,
}: {
  readonly transform: (record: unknown) => Transformed<R>;
  readonly tableOf: (tables: RecordTables) => FactTable<D>;
  readonly key?: (about: About) => string;
  readonly fields: (read: R, about: About, tables: RecordTables) => Fields<D> | Promise<Fields<D>>;
  readonly concerned: (said: readonly D[], about: About, tables: RecordTables) => Promise<Change[]>;
}): Project {
  return async (record, about, tables) => {
    const read = record === undefined ? undefined : transform(record);
    const nothing = { ...nothingToProject, faults: read ? faultCodes(read) : [] };
    if (read && read.kind !== 'usable') return nothing;
    const { practice, halaxyId } = about;
    const _id = key(about);
    const held = await tableOf(tables).findOne({ _id });
    const own = read && (await fields(read.record, about, tables));
    const facts = own && { _id, practice, halaxyId, gone: false, ...own };
    const said = facts ?? (held && { ...held, gone: true });
    if (said === null) return nothing;
    const next = { ...said, revision: (held?.revision ?? 0) + 1 } as D;
    if (held && isDeepStrictEqual({ ...held, revision: next.revision }, next)) return nothing;
    return {
      ...nothing,
      write: async (session) =>
        void (await tableOf(tables).replaceOne({ _id }, next, { upsert: true, session })),
      changes: await concerned(held ? [held, next] : [next], about, tables),
    };
  };
}
