import { asBloomError } from '@bloom/kit';
import type { BrokerEvents } from './broker-events.ts';
import type { Delivery, TypedTopic } from './codec/create-codec.ts';
import type { Entrance } from './entrance.ts';
import type { Log, RawRecord, StartOfPartition } from './log.ts';

export type Tailed<M> = {
  readonly message: M;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly delivery: Delivery<M>;
};

/** Where a reading of one partition stands: it can be gone on from. */
export type TailPosition = {
  readonly partition: number;
  /** The offset of the record that is read next. */
  readonly nextOffset: bigint;
  /** The time of the record read last; 0 when none was. */
  readonly timestampMs: number;
};

export type TailHandlers<M> = {
  /** Messages of one partition, in order; its next ones wait until this has ended. It handles its own errors. */
  onMessages(batch: readonly Tailed<M>[]): Promise<void> | void;
  /** Everything that was there at the start has been handed over. */
  onReady?(): void;
  /** Records may be missing between what was handed over and what comes next. */
  onGap?(partition: number): void;
  /** How far back to begin, in milliseconds; 0 is now. */
  readonly backMs?: number;
  /** Where to begin, for the partitions named; the others begin as `backMs` says. */
  readonly from?: readonly TailPosition[];
};

export type Tail = Entrance & {
  /** Resolves once what was there at the start has been handed over: an empty partition is there at once. */
  readonly ready: Promise<void>;
  /** The end of each partition as it was at the start; empty until then. */
  highWatermarks(): ReadonlyMap<number, bigint>;
  positions(): readonly TailPosition[];
};

type TailPorts<M> = {
  readonly log: Log;
  readonly decode: (record: RawRecord) => Promise<Delivery<M>>;
  readonly events: BrokerEvents;
};

/** Hands over all that comes to a topic, to this process alone; knows when it is level, and when it may have missed something. */
export function createTail<M>(
  topic: TypedTopic<M>,
  handlers: TailHandlers<M>,
  { log, decode, events }: TailPorts<M>,
): Tail {
  const positions = new Map<number, TailPosition>();
  const highWatermarks = new Map<number, bigint>();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let behind: Set<number> | undefined;
  let following: { stop(): Promise<void> } | undefined;

  function lookWhetherLevel(partition: number): void {
    if (!behind) return;
    const level = (positions.get(partition)?.nextOffset ?? 0n) >= (highWatermarks.get(partition) ?? 0n);
    if (level) behind.delete(partition);
    if (behind.size > 0) return;
    behind = undefined;
    handlers.onReady?.();
    becomeReady();
  }

  function onStart(starts: readonly StartOfPartition[]): void {
    behind = new Set(starts.map(({ partition }) => partition));
    for (const { partition, nextOffset, highWatermark } of starts) {
      positions.set(partition, { partition, nextOffset, timestampMs: 0 });
      highWatermarks.set(partition, highWatermark);
    }
    for (const { partition } of starts) lookWhetherLevel(partition);
  }

  function tellGap(partition: number): void {
    events.gap?.({ topic: topic.name, partition });
    handlers.onGap?.(partition);
  }

  async function read(record: RawRecord): Promise<Tailed<M>[]> {
    try {
      const delivery = await decode(record);
      const { partition, offset, timestampMs } = record;
      return [{ message: delivery.message, partition, offset, timestampMs, delivery }];
    } catch (thrown) {
      // Nothing of it could be shown: the work groups bury it, here it is passed over.
      events.unreadable?.({ topic: topic.name, code: asBloomError(thrown).code });
      return [];
    }
  }

  async function onRecords(records: readonly RawRecord[]): Promise<void> {
    const [first] = records;
    const last = records.at(-1);
    if (!first || !last) return;
    const { partition } = first;
    // Offsets of our topics are without holes: they are not compacted, and there are no transactions.
    const expected = positions.get(partition)?.nextOffset ?? first.offset;
    if (records.some(({ offset }, i) => offset !== expected + BigInt(i))) tellGap(partition);
    const batch = (await Promise.all(records.map(read))).flat();
    if (batch.length > 0) await handlers.onMessages(batch);
    positions.set(partition, {
      partition,
      nextOffset: last.offset + 1n,
      timestampMs: last.timestampMs,
    });
    lookWhetherLevel(partition);
  }

  return {
    name: `tail of ${topic.name}`,
    ready,
    highWatermarks: () => highWatermarks,
    positions: () => [...positions.values()],
    async start() {
      following = await log.follow({
        topicName: topic.name,
        backMs: handlers.backMs ?? 0,
        from: new Map(handlers.from?.map(({ partition, nextOffset }) => [partition, nextOffset])),
        onStart,
        onRecords,
        onReset(partition, nextOffset) {
          tellGap(partition);
          positions.set(partition, { partition, nextOffset, timestampMs: 0 });
          lookWhetherLevel(partition);
        },
      });
    },
    async stop() {
      await following?.stop();
    },
  };
}
