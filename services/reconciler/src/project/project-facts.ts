import { isDeepStrictEqual } from 'node:util';
import type { Transformed } from '@bloom/domain';
import type { RecordTables, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';
import { faultCodes } from './fault-codes.ts';
import { type About, nothingToProject, type Project, type Projection } from './projection.ts';
import { resolveClient } from './resolve-clients.ts';

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
  patientOf = () => null,
  concerned,
  goneWith = async () => [],
}: {
  readonly transform: (record: unknown) => Transformed<R>;
  readonly tableOf: (tables: RecordTables) => FactTable<D>;
  readonly key?: (about: About) => string;
  /** The patient whom it names, by Halaxy's id. */
  readonly patientOf?: (read: R) => string | null;
  /** `client`: whom that id names, by our id; null where it names nobody. */
  readonly fields: (read: R, client: string | null) => Fields<D>;
  readonly concerned: (said: readonly D[], about: About, tables: RecordTables) => Promise<Change[]>;
  /** Records that may have gone with one that is gone, of which nobody tells: they are read next. */
  readonly goneWith?: (about: About, tables: RecordTables) => Promise<Projection['wanted']>;
}): Project {
  return async (record, about, tables) => {
    const read = record === undefined ? undefined : transform(record);
    const nothing = { ...nothingToProject, faults: read ? faultCodes(read) : [] };
    if (read && read.kind !== 'usable') return nothing;
    const { practice, halaxyId } = about;
    const _id = key(about);
    const held = await tableOf(tables).findOne({ _id });
    const patientId = read ? patientOf(read.record) : null;
    const named = patientId === null ? undefined : await resolveClient(tables, about, patientId);
    const own = read && fields(read.record, named?.clientId ?? null);
    // Somebody whom we do not know may have been merged before we came.
    const unknown = named && !named.client && patientId ? [{ type: 'Patient', id: patientId }] : [];
    const facts = own && { _id, practice, halaxyId, gone: false, ...own };
    const said = facts ?? (held && { ...held, gone: true });
    if (said === null) return nothing;
    const next = { ...said, revision: (held?.revision ?? 0) + 1 } as D;
    if (held && isDeepStrictEqual({ ...held, revision: next.revision }, next)) return nothing;
    return {
      ...nothing,
      write: async (session) =>
        void (await tableOf(tables).replaceOne({ _id }, next, { upsert: true, session })),
      changes: about.quiet ? [] : await concerned(held ? [held, next] : [next], about, tables),
      wanted: facts ? unknown : await goneWith(about, tables),
    };
  };
}
