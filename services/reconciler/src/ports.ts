import type { Change } from '@bloom/contracts';
import type { TimeZone } from '@bloom/domain';
import type { Clock, PublicIds } from '@bloom/kit';
import type {
  EncodedMessage,
  HeldDeletions,
  Leases,
  Observed,
  Outbox,
  OutboxRow,
  Records,
  Rereads,
  Runs,
  PracticeDoor as WholeDoor,
} from '@bloom/store';
import type { ReconcilerEvents } from './events.ts';
import type { DiaryListing } from './work/plan-run.ts';

export type { Change } from '@bloom/contracts';

/** What the reconciler does with Halaxy: it reads. */
export type PracticeDoor = Omit<WholeDoor, 'write' | 'baseUrl'>;

export type ReconcilerPorts = {
  readonly records: Records;
  readonly rereads: Rereads;
  /** What halaxy-writer read. */
  readonly observed: Observed;
  readonly runs: Runs;
  /** Deletions that wait for an operator. */
  readonly held: HeldDeletions;
  readonly leases: Leases;
  readonly outbox: Outbox;
  readonly ids: PublicIds;
  readonly clock: Clock;
  readonly events: ReconcilerEvents;
  /** The door of a practice; undefined for one that is not (or no longer) ours. */
  readonly doorOf: (practice: string) => Promise<PracticeDoor | undefined>;
  /** The zone in which a practice's days are counted; undefined for one that is not ours. */
  readonly timezoneOf: (practice: string) => Promise<TimeZone | undefined>;
  /** Makes announcements ready for the outbox. */
  readonly announce: (practice: string, changes: readonly Change[]) => Promise<EncodedMessage[]>;
  readonly announceSlices: (practice: string, runId: string) => Promise<EncodedMessage[]>;
  /** Told after each commit, with the rows that it left in the outbox. */
  readonly committed: (rows: readonly OutboxRow[]) => void;
  readonly settings: {
    readonly sweepMs: number;
    readonly diary: Omit<DiaryListing, 'zone'>;
  };
};
