import type { Clock, Sealer } from '@bloom/kit';
import type {
  GrpcClient,
  IngestServiceService,
  ReconcilerServiceService,
  WriterServiceService,
} from '@bloom/proto';
import type { DashboardCache, Store } from '@bloom/store';
import type { VerifyToken } from './auth/verify-token.ts';
import type { DashboardApiEvents } from './events.ts';
import type { TakeRequest } from './http/request-limits.ts';

/** What is asked of the reconciler; while it is away, what can be told without it is told from the store. */
export type ReconcilerPort = Pick<
  GrpcClient<ReconcilerServiceService>,
  'startRun' | 'getSyncStatus' | 'listHeldDeletions' | 'decideHeldDeletion'
>;

/** The controls of the circuit breakers, which halaxy-writer holds. */
export type WriterPort = Pick<
  GrpcClient<WriterServiceService>,
  'getBreaker' | 'forceOpen' | 'clearForceOpen'
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
