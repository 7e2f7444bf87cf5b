import type { Nudge } from './nudge.ts';
import { createPartitionLog, type PartitionLog } from './partition-log.ts';
import { type Position, unknownPartition } from './position.ts';
import { createQueue, type Queue } from './queue.ts';

/** One entity that changed, with its newest nudge. */
export type ChangedEntity = { readonly kind: string; readonly id: string; readonly offset: number };

export type Recovery =
  | { readonly kind: 'recovered'; readonly entities: readonly ChangedEntity[]; readonly partition: number }
  /** The position is of a record that has not come here yet: a moment later it may have. */
  | { readonly kind: 'ahead' }
  | { readonly kind: 'lost'; readonly reason: 'epoch' | 'timestamp' | 'outside' | 'many' };

export type RingLimits = {
  readonly keepMs: number;
  readonly nudgesMax: number;
  /** How many entities a recovery may hold: beyond, a snapshot is cheaper. */
  readonly entitiesMax: number;
};

export const ringLimits: RingLimits = { keepMs: 600_000, nudgesMax: 200_000, entitiesMax: 500 };

type PracticeIndex = {
  readonly partition: number;
  readonly nudges: Queue<Nudge>;
  /** All that ever came of it since the ring's life began is still here. */
  whole: boolean;
};

/**
 * What was nudged lately, for those who were away a moment: which entities changed on a channel since a position.
 *
 * Law: `recovered` names every entity that was nudged on that channel after the position; whatever would make that
 * doubtful is `lost`. Pure: time and ids of lives are given.
 *
 * @param newLife an id that no other ring and no earlier life of this one has
 */
export function createChangeRing(epoch: string, newLife: () => string, limits: RingLimits = ringLimits) {
  const partitions = new Map<number, PartitionLog>();
  const practices = new Map<string, PracticeIndex>();
  /** Partitions in which something was missed go on under an epoch of their own. */
  const epochs = new Map<number, string>();
  let life = newLife();
  let count = 0;

  function openPartition(partition: number, nextOffset: number): PartitionLog {
    const log = createPartitionLog(epochs.get(partition) ?? epoch, nextOffset);
    partitions.set(partition, log);
    return log;
  }

  function indexOf(nudge: Nudge): PracticeIndex {
    const held = practices.get(nudge.practice);
    if (held?.partition === nudge.partition) return held;
    // A practice lies in one partition. If that ever changes, what was before cannot be ordered with what comes.
    const index = { partition: nudge.partition, nudges: createQueue<Nudge>(), whole: !held };
    practices.set(nudge.practice, index);
    return index;
  }

  function oldestLog(): PartitionLog | undefined {
    let oldest: PartitionLog | undefined;
    for (const log of partitions.values()) {
      const atMs = log.oldest()?.timestampMs;
      if (atMs !== undefined && atMs < (oldest?.oldest()?.timestampMs ?? Number.POSITIVE_INFINITY))
        oldest = log;
    }
    return oldest;
  }

  function dropOldest(log: PartitionLog): void {
    const gone = log.shift();
    if (!gone) return;
    count -= 1;
    const index = practices.get(gone.practice);
    if (index?.nudges.at(0) !== gone) return;
    index.nudges.shift();
    index.whole = false;
  }

  function trim(nowMs: number): void {
    for (const log of partitions.values())
      while ((log.oldest()?.timestampMs ?? nowMs) < nowMs - limits.keepMs) dropOldest(log);
    while (count > limits.nudgesMax) {
      const log = oldestLog();
      if (!log) return;
      dropOldest(log);
    }
  }

  function changedSince(
    index: PracticeIndex | undefined,
    channel: string,
    offset: number,
    partition: number,
  ): Recovery {
    const found = new Map<string, ChangedEntity>();
    for (let at = (index?.nudges.length() ?? 0) - 1; at >= 0; at -= 1) {
      const nudge = index?.nudges.at(at);
      if (!nudge || nudge.offset <= offset) break;
      const key = `${nudge.kind} ${nudge.id}`;
      if (!nudge.channels.includes(channel) || found.has(key)) continue;
      if (found.size === limits.entitiesMax) return { kind: 'lost', reason: 'many' };
      found.set(key, { kind: nudge.kind, id: nudge.id, offset: nudge.offset });
    }
    return { kind: 'recovered', entities: [...found.values()].reverse(), partition };
  }

  /** The time of a record at or just before what is held; undefined for one that is not here. */
  function timestampAt(log: PartitionLog, offset: number): number | undefined {
    if (offset === log.floor - 1) return log.floorTimestampMs;
    const record = log.before(offset + 1);
    return record?.offset === offset ? record.timestampMs : undefined;
  }

  return {
    /** Says where the reading of a partition begins; without effect once something of it has come. */
    open(partition: number, nextOffset: number): void {
      if (!partitions.has(partition)) openPartition(partition, nextOffset);
    },

    /** Takes the next record of its partition; a record that came before is passed over. */
    add(nudge: Nudge, nowMs: number): boolean {
      const log = partitions.get(nudge.partition) ?? openPartition(nudge.partition, nudge.offset);
      if (nudge.offset <= log.head) return false;
      log.push(nudge);
      indexOf(nudge).nudges.push(nudge);
      count += 1;
      trim(nowMs);
      return true;
    },

    /** Something may be missing before what comes next: no position of the partition is good any more. */
    gap(partition: number): void {
      const log = partitions.get(partition);
      while (log?.oldest()) dropOldest(log);
      for (const index of practices.values()) if (index.partition === partition) index.whole = false;
      life = newLife();
      partitions.delete(partition);
      epochs.set(partition, life);
    },

    partitionOf: (practice: string): number | undefined => practices.get(practice)?.partition,

    /** The place below the given offset of the practice's partition; without one, the newest. */
    positionOf(
      practice: string,
      belowOffset?: number,
      partition = practices.get(practice)?.partition,
    ): Position {
      const log = partition === undefined ? undefined : partitions.get(partition);
      if (partition === undefined || !log)
        return { epoch: life, partition: unknownPartition, offset: 0, timestampMs: 0 };
      const at = { epoch: log.epoch, partition };
      if (belowOffset === undefined || belowOffset > log.head)
        return { ...at, offset: log.head, timestampMs: log.headTimestampMs };
      const record = log.before(belowOffset);
      if (record) return { ...at, offset: record.offset, timestampMs: record.timestampMs };
      if (belowOffset >= log.floor)
        return { ...at, offset: log.floor - 1, timestampMs: log.floorTimestampMs };
      return { ...at, offset: belowOffset - 1, timestampMs: 0 };
    },

    /** What changed on a channel of a practice since a position. */
    since(practice: string, channel: string, position: Position): Recovery {
      const index = practices.get(practice);
      if (position.partition === unknownPartition) {
        if (position.epoch !== life) return { kind: 'lost', reason: 'epoch' };
        if (index && !index.whole) return { kind: 'lost', reason: 'outside' };
        return changedSince(index, channel, -1, index?.partition ?? unknownPartition);
      }
      const log = partitions.get(position.partition);
      const strange = index && index.partition !== position.partition;
      if (!log || strange || position.epoch !== log.epoch) return { kind: 'lost', reason: 'epoch' };
      if (position.offset > log.head) return { kind: 'ahead' };
      if (position.offset < log.floor - 1) return { kind: 'lost', reason: 'outside' };
      const knownMs = timestampAt(log, position.offset);
      const differs = knownMs !== 0 && position.timestampMs !== 0 && knownMs !== position.timestampMs;
      if (knownMs === undefined || differs) return { kind: 'lost', reason: 'timestamp' };
      return changedSince(index, channel, position.offset, position.partition);
    },

    size: () => count,
  };
}

export type ChangeRing = ReturnType<typeof createChangeRing>;
