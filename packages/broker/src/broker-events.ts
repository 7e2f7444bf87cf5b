import type { ErrorCode } from '@bloom/kit';

/** What a service connects to its metrics. Names of ours, counts and times: nothing of a message. */
export type BrokerEvents = {
  produced?(about: { topic: string; count: number; ms: number }): void;
  /** A batch could not be sent just now; it is tried again until its callers give up. */
  sendFailed?(about: { failures: number }): void;
  consumed?(about: { group: string; topic: string; count: number; ms: number }): void;
  /** The rest of a batch waits and is handed over again. */
  retried?(about: { group: string; topic: string; code: ErrorCode; attempt: number }): void;
  buried?(about: { group: string; topic: string; code: ErrorCode }): void;
  /** A follower passed over a record that it could not read. */
  unreadable?(about: { topic: string; code: ErrorCode }): void;
  lag?(about: { group: string; topic: string; partition: number; lag: number }): void;
  /** Records may be missing from what a follower saw. */
  gap?(about: { topic: string; partition: number }): void;
};
