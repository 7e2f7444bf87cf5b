import type { Entrance } from './entrance.ts';

/** A record as it goes on the wire. Key and headers hold hashes and ids of events, never a patient's data. */
export type EncodedRecord = {
  readonly topicName: string;
  /** The practice, hashed: one partition holds a practice. */
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

/** A record as it was read. `timestampMs` is the broker's or the producer's, as the topic says. */
export type RawRecord = EncodedRecord & {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
};

/** What became of a batch: its first `settled` records are done with, the rest is wanted again later. */
export type Settlement = { readonly settled: number; readonly retryAfterMs?: number };

/** A group's reading of a topic, one batch of one partition at a time. */
export type GroupReading = {
  readonly group: string;
  readonly topicName: string;
  /** Records handed over at once, and the most that are done but not yet committed. */
  readonly batchMax: number;
  /** How long the reader is taken for alive after it last said so. */
  readonly handleMs: number;
  /** Never rejects. The offset moves by what it settles, once it has. */
  onBatch(records: readonly RawRecord[], alive: () => void): Promise<Settlement>;
  onLag(partition: number, lag: number): void;
};

export type StartOfPartition = {
  readonly partition: number;
  readonly nextOffset: bigint;
  readonly highWatermark: bigint;
};

/** A reading of all partitions outside any group, from now, from a while ago, or from known offsets. */
export type Following = {
  readonly topicName: string;
  readonly backMs: number;
  readonly from: ReadonlyMap<number, bigint>;
  /** Called once, before any record. */
  onStart(starts: readonly StartOfPartition[]): void;
  /** Records of one partition, in order. The next of that partition wait for it. */
  onRecords(records: readonly RawRecord[]): Promise<void>;
  /** The wanted offset is not there: reading goes on at `nextOffset`. */
  onReset(partition: number, nextOffset: bigint): void;
};

export type TopicSpec = { readonly name: string; readonly partitions: number; readonly hours: number };

/** What a broker is built on: a partitioned log. Kafka is one; the twin in memory is another. */
export type Log = {
  /** One attempt: resolves once all in-sync replicas hold every record. May have taken some if it rejects. */
  append(records: readonly EncodedRecord[]): Promise<void>;
  readGroup(reading: GroupReading): Entrance;
  /** Resolves when reading has begun or goes on trying by itself; `stop` ends it. */
  follow(following: Following): Promise<{ stop(): Promise<void> }>;
  ensureTopics(topics: readonly TopicSpec[], replicas: number): Promise<void>;
  /** Rejects when the broker does not answer within a second. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
