import type { PublicIds } from '@bloom/kit';
import type { MirrorDocument, Origin, RecordTables, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';

/** Whose record it is, by Halaxy's id; and when it is projected, milliseconds UTC. */
export type About = {
  readonly practice: string;
  readonly halaxyId: string;
  readonly ids: PublicIds;
  readonly nowMs: number;
  /** The read that brought it. */
  readonly origin: Origin;
  /** What edits left on its mirror. */
  readonly edited: Pick<MirrorDocument, 'settledSeq' | 'bornOf'>;
  /** Of a patient who is gone: into whom Halaxy merged them, by Halaxy's id. */
  readonly mergedInto?: string;
  /** Nobody is told, so what would be told is not asked. */
  readonly quiet: boolean;
};

/** What follows from a record, decided upon what was loaded. */
export type Projection = {
  /** Writes it, within the transaction that saves the record. May be called again when that is tried again. */
  readonly write: (transaction: Transaction) => Promise<void>;
  /** What screens may have to show again; of a quiet one it may lack something. */
  readonly changes: readonly Change[];
  /** Records that are named and not held yet: they are read next. */
  readonly wanted: readonly { readonly type: string; readonly id: string }[];
  /** Codes of what could not be read in the record. */
  readonly faults: readonly string[];
};

/**
 * Makes what dashboards read follow a record of one type, undefined where Halaxy has it no more: loads, and decides.
 * What it loaded must still stand when it is written: whoever calls keeps records that copy from one another apart.
 */
export type Project = (
  record: Readonly<Record<string, unknown>> | undefined,
  about: About,
  tables: RecordTables,
) => Promise<Projection>;

export const nothingToProject: Projection = {
  write: async () => {},
  changes: [],
  wanted: [],
  faults: [],
};
