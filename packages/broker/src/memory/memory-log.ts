import { BloomError } from '@bloom/kit';
import type { EncodedRecord, GroupReading, Log, RawRecord, TopicSpec } from '../log.ts';
import { followInMemory } from './follow-in-memory.ts';
import { createMemoryGroup, type MemoryGroup } from './memory-group.ts';
import type { MemoryPartition } from './memory-partition.ts';

/** What tests do to the broker in memory, and see of it. */
export type MemoryControls = {
  /** While it is away nothing is taken and nothing is handed over. */
  away(away: boolean): void;
  /** Moves every group back by up to this many records a partition, as a crash before a commit does. */
  rewind(records: number): void;
  /** Loses everything that the topic holds, and one record more that nobody has read yet. */
  lose(topicName: string): void;
  /** All records of a topic as they stand on the wire. */
  records(topicName: string): readonly RawRecord[];
};

/** A log as Kafka keeps it, in this process: partitions, groups, followers; no topic unless it was created. */
export function createMemoryLog(): Log & MemoryControls {
  const topics = new Map<string, MemoryPartition[]>();
  const groups = new Map<string, MemoryGroup>();
  const followers = new Set<() => void>();
  let isAway = false;

  const partitionsOf = (topicName: string): MemoryPartition[] => {
    const partitions = topics.get(topicName);
    if (!partitions) throw new BloomError('BROKER_UNAVAILABLE', `there is no topic ${topicName}`);
    return partitions;
  };
  const nudgeAll = (): void => {
    for (const group of groups.values()) group.nudge();
    for (const nudge of followers) nudge();
  };
  const refuseWhileAway = (): void => {
    if (isAway) throw new BloomError('BROKER_UNAVAILABLE', 'it is away');
  };

  function append(record: EncodedRecord): void {
    const partitions = partitionsOf(record.topicName);
    const at = partitionOf(record.key, partitions.length);
    const partition = partitions[at];
    if (!partition) return;
    const stored = { ...record, partition: at, offset: partition.next, timestampMs: Date.now() };
    partition.records.push(stored);
    partition.next += 1n;
  }

  function create({ name, partitions }: TopicSpec): void {
    if (topics.has(name)) return;
    const empty = () => ({ first: 0n, next: 0n, records: [] });
    topics.set(name, Array.from({ length: partitions }, empty));
  }

  return {
    async append(records) {
      refuseWhileAway();
      for (const record of records) append(record);
      nudgeAll();
    },
    readGroup(reading: GroupReading) {
      const name = `${reading.group} ${reading.topicName}`;
      const held = groups.get(name);
      const partitions = () => (isAway ? [] : (topics.get(reading.topicName) ?? []));
      const group = held ?? createMemoryGroup(partitions);
      groups.set(name, group);
      return group.join(reading);
    },
    async follow(following) {
      const { stop, nudge } = followInMemory(following, () =>
        isAway ? [] : partitionsOf(following.topicName),
      );
      followers.add(nudge);
      return {
        async stop() {
          followers.delete(nudge);
          await stop();
        },
      };
    },
    async ensureTopics(specs) {
      refuseWhileAway();
      for (const spec of specs) create(spec);
      nudgeAll();
    },
    async ping() {
      refuseWhileAway();
    },
    async close() {},

    away(away) {
      isAway = away;
      if (!away) nudgeAll();
    },
    rewind(records) {
      for (const group of groups.values()) group.rewind(BigInt(records));
    },
    lose(topicName) {
      for (const partition of partitionsOf(topicName)) {
        partition.next += 1n;
        partition.first = partition.next;
        partition.records = [];
      }
    },
    records: (topicName) => (topics.get(topicName) ?? []).flatMap((partition) => partition.records),
  };
}

/** FNV-1a: any hash will do that gives one key one partition. */
function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const char of Buffer.from(key)) hash = Math.imul(hash ^ char, 0x01000193) >>> 0;
  return hash % partitions;
}
