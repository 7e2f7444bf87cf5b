import type { Clock, Entrance } from '@bloom/kit';
import type { EntityChanged } from '@bloom/proto';
import type { GatewayEvents } from './events.ts';

/** A change as the topic's tail hands it over. */
export type TailedChange = {
  readonly message: EntityChanged;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
};

export type ChangeTailHandlers = {
  /** Changes of one partition, in order. */
  onMessages(batch: readonly TailedChange[]): void;
  /** Something may be missing between what was handed over and what comes next. */
  onGap(partition: number): void;
};

/** Reads all partitions of the changes, for this process alone. */
export type ChangeTail = Entrance & {
  /** Resolves once all that was there at the start has been handed over. */
  readonly ready: Promise<void>;
  /** Where the reading of each partition stands. */
  positions(): readonly { readonly partition: number; readonly nextOffset: bigint }[];
};

/** The newest state of one entity, put together as REST puts it together. */
export type ComposedView = {
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  /** The view as JSON; undefined = gone. */
  readonly viewJson?: string | undefined;
  /** The channels that hold it now. */
  readonly channels: readonly string[];
  /** What it was shown as before it had its own id. */
  readonly replaces?: string | undefined;
};

/**
 * Asks for the current views of up to 200 entities of one practice; answers one for each, in that order.
 *
 * @throws BloomError whose kind says whether asking again may help
 */
export type ComposeViews = (
  practice: string,
  entities: readonly { readonly kind: string; readonly id: string }[],
) => Promise<readonly ComposedView[]>;

export type UsedTickets = {
  /** True for the first who comes with this ticket. */
  take(jti: string): Promise<boolean>;
};

export type GatewaySettings = {
  /** The key that dashboard-api signs tickets with. */
  readonly ticketKey: Uint8Array;
  /** Origins that browsers may connect from. */
  readonly origins: readonly string[];
  readonly socketsPerUserMax: number;
  readonly connectsPerSecondMax: number;
  readonly messagesPerSecondMax: number;
  /** What may wait for one socket before it is told to load again. */
  readonly unsentBytesMax: number;
  readonly unsentMsMax: number;
  /** Over how long sockets are closed when the process ends. */
  readonly closeWithinMs: number;
};

export type GatewayPorts = {
  /** Names the topic's life: another one when it was made anew. Letters, digits, `-` and `_`, up to 40. */
  readonly epoch: string;
  readonly openTail: (handlers: ChangeTailHandlers) => ChangeTail;
  readonly compose: ComposeViews;
  readonly usedTickets: UsedTickets;
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly settings: GatewaySettings;
};
