import type { Entrance } from '../entrance.ts';
import type { GroupReading } from '../log.ts';
import { createPumps } from './create-pumps.ts';
import { type MemoryPartition, readFrom } from './memory-partition.ts';

export type MemoryGroup = {
  join(reading: GroupReading): Entrance;
  nudge(): void;
  rewind(records: bigint): void;
};

/** A group on one topic: its members share the partitions, and its offsets outlive them. */
export function createMemoryGroup(partitions: () => readonly MemoryPartition[]): MemoryGroup {
  const committed = new Map<number, bigint>();
  const members: GroupReading[] = [];
  const pumps = createPumps(pump);
  const pauses = new Map<number, NodeJS.Timeout>();

  async function pump(partition: number): Promise<void> {
    for (;;) {
      const owner = members[partition % members.length];
      const held = partitions()[partition];
      if (!owner || !held || pauses.has(partition)) return;
      const from = committed.get(partition) ?? 0n;
      const records = readFrom(held, from, owner.batchMax);
      const last = records.at(-1);
      if (!last) return;
      const { settled, retryAfterMs } = await owner.onBatch(records, () => undefined);
      const done = records[settled - 1];
      if (done && (committed.get(partition) ?? 0n) === from) committed.set(partition, done.offset + 1n);
      owner.onLag(partition, Number(held.next - (committed.get(partition) ?? 0n)));
      if (settled < records.length) return pause(partition, retryAfterMs ?? 0);
    }
  }

  /** Only this partition waits: the others go on. */
  function pause(partition: number, ms: number): void {
    const timer = setTimeout(() => {
      pauses.delete(partition);
      nudge();
    }, ms);
    pauses.set(partition, timer);
  }

  function nudge(): void {
    if (members.length === 0) return;
    for (const partition of partitions().keys()) pumps.nudge(partition);
  }

  return {
    nudge,
    rewind(records) {
      for (const [partition, offset] of committed)
        committed.set(partition, offset > records ? offset - records : 0n);
      nudge();
    },
    join(reading) {
      return {
        name: `${reading.group} on ${reading.topicName}`,
        async start() {
          members.push(reading);
          nudge();
        },
        async stop() {
          const at = members.indexOf(reading);
          if (at >= 0) members.splice(at, 1);
          await pumps.idle();
          if (members.length === 0) {
            for (const timer of pauses.values()) clearTimeout(timer);
            pauses.clear();
          } else nudge();
        },
      };
    },
  };
}
