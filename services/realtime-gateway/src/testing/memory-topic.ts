import type { ChangeTail, ChangeTailHandlers, TailedChange } from '../ports.ts';

type Written = {
  readonly practice: string;
  readonly kind?: string;
  readonly id: string;
  readonly channels: readonly string[];
  readonly committedAtMs?: number;
};

/** The topic of changes in memory, for any number of gateways: one partition a practice, by its name's length. */
export function createMemoryTopic(partitionCount = 4) {
  const log: TailedChange[][] = Array.from({ length: partitionCount }, () => []);
  const followers = new Set<(partition: number) => void>();
  const gaps = new Set<(partition: number) => void>();
  const partitionOf = (practice: string): number => practice.length % partitionCount;

  return {
    partitionOf,
    write({ practice, kind = 'session', id, channels, committedAtMs = Date.now() }: Written): void {
      const partition = partitionOf(practice);
      const records = log[partition];
      records?.push({
        message: {
          practiceId: practice,
          kind,
          id,
          channels: [...channels],
          committedAt: new Date(committedAtMs),
        },
        partition,
        offset: BigInt(records.length),
        timestampMs: Date.now(),
      });
      for (const nudge of followers) nudge(partition);
    },
    /** Makes every reader pass over one record that none of them has seen. */
    lose(practice: string): void {
      for (const gap of gaps) gap(partitionOf(practice));
    },
    /** A reader of its own, that begins so many records back in each partition. */
    openTail:
      (back = 0) =>
      (handlers: ChangeTailHandlers): ChangeTail => {
        const next = log.map((records) => Math.max(0, records.length - back));
        const { promise: ready, resolve } = Promise.withResolvers<void>();
        const pump = (partition: number): void => {
          const batch = log[partition]?.slice(next[partition]) ?? [];
          next[partition] = log[partition]?.length ?? 0;
          if (batch.length > 0) handlers.onMessages(batch);
        };
        return {
          name: 'changes',
          ready,
          positions: () => next.map((offset, partition) => ({ partition, nextOffset: BigInt(offset) })),
          async start() {
            for (const partition of log.keys()) pump(partition);
            followers.add(pump);
            gaps.add(handlers.onGap);
            resolve();
          },
          async stop() {
            followers.delete(pump);
            gaps.delete(handlers.onGap);
          },
        };
      },
  };
}

export type MemoryTopic = ReturnType<typeof createMemoryTopic>;
