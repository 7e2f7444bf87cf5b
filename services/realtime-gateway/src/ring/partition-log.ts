import type { Nudge } from './nudge.ts';
import { createQueue } from './queue.ts';

/** The recent records of one partition, by ascending offset; older ones fall off its beginning. */
export type PartitionLog = {
  readonly epoch: string;
  /** The first offset from which on nothing is missing here. */
  floor: number;
  /** The time of the record before the floor; 0 where it is not known. */
  floorTimestampMs: number;
  /** The newest record seen, or the one before the floor. */
  head: number;
  headTimestampMs: number;
  push(nudge: Nudge): void;
  oldest(): Nudge | undefined;
  /** Takes the oldest away and moves the floor above it. */
  shift(): Nudge | undefined;
  /** The last record below this offset. */
  before(offset: number): Nudge | undefined;
};

export function createPartitionLog(epoch: string, nextOffset: number): PartitionLog {
  const records = createQueue<Nudge>();
  const log: PartitionLog = {
    epoch,
    floor: nextOffset,
    floorTimestampMs: 0,
    head: nextOffset - 1,
    headTimestampMs: 0,
    push(nudge) {
      records.push(nudge);
      log.head = nudge.offset;
      log.headTimestampMs = nudge.timestampMs;
    },
    oldest: () => records.at(0),
    shift() {
      const gone = records.shift();
      if (gone) {
        log.floor = gone.offset + 1;
        log.floorTimestampMs = gone.timestampMs;
      }
      return gone;
    },
    before(offset) {
      let low = 0;
      let high = records.length();
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((records.at(middle)?.offset ?? 0) < offset) low = middle + 1;
        else high = middle;
      }
      return records.at(low - 1);
    },
  };
  return log;
}
