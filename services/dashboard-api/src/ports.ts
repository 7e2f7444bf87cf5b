import type { Broker } from '@bloom/broker';
import type { Change } from '@bloom/contracts';
import type { Clock, Sealer } from '@bloom/kit';
import type {
  GrpcClient,
  IngestServiceService,
  ReconcilerServiceService,
  WriterServiceService,
} from '@bloom/proto';
import type { DashboardCache, EncodedMessage, Outbox, OutboxRow, Store } from '@bloom/store';
import type { VerifyToken } from './auth/verify-token.ts';
import type { DashboardApiEvents } from './events.ts';
import type { TakeRequest } from './http/request-limits.ts';

/** What is asked of the reconciler; while it is away, what can be told without it is told from the store. */
export type ReconcilerPort = Pick<
  GrpcClient<ReconcilerServiceService>,
  'startRun' | 'getSyncStatus' | 'listHeldDeletions' | 'decideHeldDeletion'
>;

/** What was given up, and the controls of the circuit breakers: halaxy-writer holds both. */
export type WriterPort = Pick<
  GrpcClient<WriterServiceService>,
  'getBreaker' | 'forceOpen' | 'clearForceOpen' | 'listDeadLetters' | 'replayDeadLetter' | 'discardDeadLetter'
>;

/** Whoever takes webhooks: told when a practice's secrets changed. */
export type IngestPort = Pick<GrpcClient<IngestServiceService>, 'reloadSecrets'>;

export type DashboardApiPorts = {
  readonly store: Store;
  readonly cache: DashboardCache;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
  readonly verifyToken: VerifyToken;
  readonly takeRequest: TakeRequest;
  readonly reconciler: ReconcilerPort;
  readonly writer: WriterPort;
  readonly ingest: IngestPort;
  readonly outbox: Outbox;
  /** Makes announcements ready for the outbox. */
  readonly announce: (practice: string, changes: readonly Change[]) => Promise<EncodedMessage[]>;
  /** The same for a message of another topic. */
  readonly encode: Broker['encode'];
  /** Sends what need not be kept: it is sent again when it was lost. */
  readonly produce: Broker['produce'];
  /** Told after each commit, with the rows that it left in the outbox. Resolves once no cache serves what was before. */
  readonly committed: (rows: readonly OutboxRow[]) => Promise<void>;
  readonly settings: {
    readonly idKey: Uint8Array;
    readonly ticketKey: Uint8Array;
    /** Where people and Halaxy reach us, without a slash at the end. */
    readonly publicUrl: string;
    readonly corsOrigins: readonly string[];
    /** `host[:port]` of every Halaxy that a practice may name. */
    readonly halaxyHosts: readonly string[];
  };
};
