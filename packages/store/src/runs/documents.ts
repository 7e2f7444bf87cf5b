import type { ListingFilter } from '@bloom/domain';

/** Sessions that a listing has to show, by their start, milliseconds UTC, `untilMs` not included. */
export type Census = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly practitionerId?: string;
};

/** Whom or which day a run was asked for; absent = the practice. */
export type RunAbout = { readonly practitionerId: string } | { readonly date: string };

/** A part of a run that is worked on page by page. */
export type SliceDocument = {
  readonly id: string;
  readonly type: string;
  /** The listing's query, percent-encoded, and what it asks for. */
  readonly query: string;
  readonly filter?: ListingFilter;
  readonly state: 'due' | 'done' | 'buried';
  readonly attempts: number;
  /** The next page's path below the base; null = from the start. */
  readonly next: string | null;
  /** Rows seen so far, how many of them could not be kept, and the newest change among them. */
  readonly seen: number;
  readonly unkept: number;
  readonly newestUpdatedMs: number | null;
  /** Halaxy's clock at its first page, where it told one, and that page's read number. */
  readonly serverStartMs: number | null;
  readonly firstReadNo: number | null;
  /** How many records its last page said there are; null when it did not say. */
  readonly total: number | null;
  /** How often it was read from the start again, because pages had left something out. */
  readonly again: number;
  /** A slice that reads no list: it looks for what the run's lists had to show and did not. */
  readonly census?: Census;
  /** A slice that reads the ids of all patients, and looks for those of ours who are not among them. */
  readonly roster?: true;
  /** A slice that looks for records of its type that the run's whole list of it did not show. */
  readonly whole?: true;
  readonly dueAtMs: number;
};

export type RunCounts = {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly same: number;
  readonly errors: number;
};

export type RunDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly kind: 'first' | 'incremental' | 'full' | 'practitioner' | 'day';
  readonly about?: RunAbout;
  readonly state: 'running' | 'done' | 'partial' | 'failed';
  readonly startedAtMs: number;
  readonly completedAtMs: number | null;
  /** The same as a date, by which MongoDB forgets it. */
  readonly endedAt?: Date;
  readonly counts: RunCounts;
  readonly slices: readonly SliceDocument[];
  /** Grows with each step, so that a watcher knows when to look. */
  readonly v: number;
};

export type SyncStatusDocument = {
  /** The practice. */
  readonly _id: string;
  readonly nextDueAtMs: number;
  readonly firstSyncDone: boolean;
  /** From where the next sweep of a type asks for changes, by Halaxy's clock. */
  readonly cursors: Readonly<Record<string, number>>;
  /** When a run last read a slice of that id whole, milliseconds UTC. */
  readonly listedAtMs?: Readonly<Record<string, number>>;
  readonly lastSuccessAtMs: number | null;
  /** Everything that changed in Halaxy before is in our record: the start of the last whole run, milliseconds UTC. */
  readonly freshAsOfMs?: number;
  /** When a record of ours that hardly ever goes was last read and was there, milliseconds UTC. */
  readonly canaryAtMs?: number;
  readonly lastAttemptAtMs: number | null;
  /** The newest first, at most 20. */
  readonly errors: readonly {
    readonly atMs: number;
    /** When it was last met. */
    readonly lastAtMs: number;
    readonly operation: string;
    readonly entity: string;
    readonly code: string;
    readonly resolved: boolean;
  }[];
};
