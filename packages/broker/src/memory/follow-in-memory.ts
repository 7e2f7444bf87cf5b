import type { Following } from '../log.ts';
import { createPumps } from './create-pumps.ts';
import { type MemoryPartition, readFrom } from './memory-partition.ts';

/** Each partition is read by itself, in order; `onStart` comes before any record, also when the broker comes late. */
export function followInMemory(following: Following, partitions: () => MemoryPartition[]) {
  const next = new Map<number, bigint>();
  const pumps = createPumps(pump);
  let stopped = false;

  function begin(found: readonly MemoryPartition[]): void {
    const sinceMs = Date.now() - following.backMs;
    const starts = found.map((held, partition) => {
      const recent = held.records.find(({ timestampMs }) => timestampMs >= sinceMs)?.offset;
      const begun = (following.backMs > 0 ? recent : undefined) ?? held.next;
      const nextOffset = following.from.get(partition) ?? begun;
      next.set(partition, nextOffset);
      return { partition, nextOffset, highWatermark: held.next };
    });
    following.onStart(starts);
  }

  async function pump(partition: number): Promise<void> {
    for (;;) {
      const held = partitions()[partition];
      const offset = next.get(partition);
      if (stopped || !held || offset === undefined) return;
      if (offset < held.first || offset > held.next) {
        const reset = offset < held.first ? held.first : held.next;
        next.set(partition, reset);
        following.onReset(partition, reset);
        continue;
      }
      const records = readFrom(held, offset, 500);
      const last = records.at(-1);
      if (!last) return;
      await following.onRecords(records);
      next.set(partition, last.offset + 1n);
    }
  }

  function nudge(): void {
    const found = partitions();
    if (found.length === 0 || stopped) return;
    if (next.size === 0) begin(found);
    for (const partition of found.keys()) pumps.nudge(partition);
  }

  nudge();
  return {
    nudge,
    async stop() {
      stopped = true;
      await pumps.idle();
    },
  };
}
