import type { TopicFacts } from '@bloom/contracts';
import type { ErrorCode } from '@bloom/kit';
import type { BrokerEvents } from './broker-events.ts';
import type { Delivery, MessageFacts, TypedTopic } from './codec/create-codec.ts';
import type { Buried } from './codec/dead-letters.ts';
import type { Entrance } from './entrance.ts';
import type { EncodedRecord, GroupReading, RawRecord } from './log.ts';
import type { Tail, TailHandlers } from './tail.ts';

export type ProduceOptions = {
  /** How long to wait for the acknowledgement: 5 s if nothing is said. */
  readonly timeoutMs?: number;
};

/** The message broker as the house uses it: typed topics, at least once, acknowledged by all in-sync replicas. */
export type Broker = {
  /**
   * Resolves once the broker holds every message. Concurrent calls share requests.
   *
   * @param options.facts each message's id, time and trace, by its place; made here where absent
   * @throws BloomError BROKER_UNAVAILABLE after `timeoutMs` (a message may still arrive), BROKER_BUSY when too much
   *   waits already, MESSAGE_TOO_LARGE
   */
  produce<M>(
    topic: TypedTopic<M>,
    messages: readonly M[],
    options?: ProduceOptions & { readonly facts?: readonly MessageFacts[] },
  ): Promise<void>;
  /** As `produce`, for what was encoded before: the outbox's rows. */
  produceEncoded(records: readonly EncodedRecord[], options?: ProduceOptions): Promise<void>;
  /** A message as it will go on the wire, sealed if its topic is confidential: to be kept in an outbox. */
  encode<M>(topic: TypedTopic<M>, message: M, facts?: MessageFacts): Promise<EncodedRecord>;
  /** @throws BloomError MESSAGE_UNREADABLE or SEAL_BROKEN */
  decode<M>(topic: TypedTopic<M>, record: RawRecord): Promise<Delivery<M>>;
  /** Lays a record in its topic's dead letters, all of it sealed, with the reason beside it. */
  bury(topic: TopicFacts, record: RawRecord, reason: { group: string; code: ErrorCode }): Promise<void>;
  /** Opens a dead letter. @throws BloomError SEAL_BROKEN */
  exhume(letter: RawRecord): Promise<Buried>;
  /** A group's reading of raw records; `consume` is built on it. */
  readGroup(reading: GroupReading): Entrance;
  /** Reads all partitions outside any group, from now on: for what every process must see. */
  tail<M>(topic: TypedTopic<M>, handlers: TailHandlers<M>): Tail;
  /** Creates what is missing: the topics and their dead letters. Leaves what is there as it is. */
  ensureTopics(topics: readonly TopicFacts[], options?: { readonly replicas?: number }): Promise<void>;
  /** @throws BloomError BROKER_UNAVAILABLE when it does not answer within a second */
  ping(): Promise<void>;
  /** Sends what waits, then lets go. Entrances are stopped before. */
  close(): Promise<void>;
  readonly events: BrokerEvents;
};
