import type { CallClass, SharedBreaker } from '@bloom/halaxy';
import type { Clock } from '@bloom/kit';
import type { EditMoved, ResourceObserved } from '@bloom/proto';
import type {
  BreakerOverrides,
  EditReader,
  EncodedMessage,
  Leases,
  OutboxRow,
  PracticeDocument,
  PracticeDoor,
  Practices,
  Writes,
} from '@bloom/store';
import type { WriterEvents } from './events.ts';

export type WriterPorts = {
  readonly practices: Pick<Practices, 'get' | 'all'>;
  readonly overrides: Pick<BreakerOverrides, 'all' | 'force' | 'clear'>;
  /** The circuit that all pods share of a practice's credential. */
  readonly breakerOf: (practice: PracticeDocument, callClass: CallClass) => SharedBreaker;
  readonly edits: Pick<EditReader, 'ofTarget' | 'byIds'>;
  readonly writes: Writes;
  readonly leases: Leases;
  /** The door of a practice; undefined for one that is not (or no longer) ours. */
  readonly doorOf: (practice: string) => Promise<PracticeDoor | undefined>;
  /** Make announcements ready for the outbox. */
  readonly announceMoved: (moved: EditMoved) => Promise<EncodedMessage>;
  readonly announceObserved: (observed: ResourceObserved) => Promise<EncodedMessage>;
  /** Told after each commit, with the rows that it left in the outbox. */
  readonly committed: (rows: readonly OutboxRow[]) => void;
  readonly clock: Clock;
  readonly events: WriterEvents;
};
