import type { Clock } from '@bloom/kit';
import type { ResourceNotified } from '@bloom/proto';
import type { IngestEvents } from './events.ts';

/** Whom a webhook's address belongs to, and the secrets that may come with it now. */
export type Sender = { readonly practiceId: string; readonly secrets: readonly string[] };

export type IngestPorts = {
  /** Whose address this is; undefined for nobody's. @throws BloomError when that cannot be looked up just now */
  readonly senderOf: (
    practiceKey: string,
    look?: { readonly afresh: boolean },
  ) => Promise<Sender | undefined>;
  /** Whether it is some practice's address, answered from memory. */
  readonly knows: (practiceKey: string) => boolean;
  /** Resolves once the notification is durable. @throws BloomError when nothing durable can take it */
  readonly keep: (notification: ResourceNotified) => Promise<void>;
  readonly heard: (practiceId: string, event: string) => void;
  readonly clock: Clock;
  readonly events: IngestEvents;
};
