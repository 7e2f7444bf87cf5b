import type { Following, StartOfPartition } from '../log.ts';
import type { Cluster } from './cluster.ts';

/** Where each partition ends now, and where a reading of it begins. */
export async function startOffsets(
  cluster: Cluster,
  { topicName, backMs, from }: Pick<Following, 'topicName' | 'backMs' | 'from'>,
  partitions: readonly number[],
): Promise<StartOfPartition[]> {
  const ask = async (when: { fromBeginning: boolean } | { fromTimestamp: number }) => {
    const [answer] = await cluster.fetchTopicsOffset([
      { topic: topicName, partitions: partitions.map((partition) => ({ partition })), ...when },
    ]);
    return new Map(answer?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
  };
  // The earlier offsets are asked for first, so that none lies beyond the end that is asked for next.
  const since = backMs > 0 ? await ask({ fromTimestamp: Date.now() - backMs }) : new Map<number, bigint>();
  const ends = await ask({ fromBeginning: false });
  return partitions.map((partition) => {
    const highWatermark = ends.get(partition) ?? 0n;
    const found = since.get(partition) ?? -1n;
    const begun = found >= 0n ? found : highWatermark;
    return { partition, nextOffset: from.get(partition) ?? begun, highWatermark };
  });
}
