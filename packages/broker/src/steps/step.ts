import type { Delivery } from '../codec/create-codec.ts';
import type { Consumer } from '../define-consumer.ts';
import type { RawRecord, Settlement } from '../log.ts';

/** What the steps hand on: records of one partition, and what has been read of them so far. */
export type Batch = {
  readonly consumer: Consumer<unknown>;
  readonly records: readonly RawRecord[];
  /** What could be read of the records; empty until it has been. */
  readonly deliveries: readonly Delivery<unknown>[];
  /** Says that work goes on, so that the group does not take us for dead. */
  readonly alive: () => void;
};

/** One concern of consuming. Settles what it was given, mostly by asking the next. */
export type Step = (batch: Batch, next: (batch: Batch) => Promise<Settlement>) => Promise<Settlement>;

/** The steps as one, the first outermost. The last asks nobody. */
export function chain(steps: readonly Step[]): (batch: Batch) => Promise<Settlement> {
  return steps.reduceRight<(batch: Batch) => Promise<Settlement>>(
    (next, step) => (batch) => step(batch, next),
    async (batch) => ({ settled: batch.records.length }),
  );
}
