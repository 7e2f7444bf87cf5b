import type { RawRecord } from '../log.ts';

/** One partition: records by offset, of which the oldest may have been lost. */
export type MemoryPartition = { first: bigint; next: bigint; records: RawRecord[] };

/** Records from an offset on; what was lost is passed over. */
export function readFrom(partition: MemoryPartition, offset: bigint, countMax: number): RawRecord[] {
  const skip = offset > partition.first ? Number(offset - partition.first) : 0;
  return partition.records.slice(skip, skip + countMax);
}
