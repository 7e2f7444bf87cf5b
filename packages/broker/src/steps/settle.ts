import { asBloomError, type BloomError } from '@bloom/kit';
import type { Broker } from '../broker.ts';
import type { Settlement } from '../log.ts';
import type { Batch, Step } from './step.ts';

export type RetryPauses = { readonly firstMs: number; readonly maxMs: number };

/**
 * Decides by the kind of an error (kit's `edges`) what becomes of a batch. `later`: it comes again after a pause,
 * its offset unmoved. Otherwise its messages are tried one by one: what fails with `bury` is laid in the dead
 * letters, alone; what fails with `done` is passed over.
 */
export function settle(
  broker: Pick<Broker, 'bury' | 'events'>,
  { firstMs, maxMs }: RetryPauses = { firstMs: 200, maxMs: 5_000 },
): Step {
  const attempts = new Map<number, number>();

  return async (batch, next) => {
    const partition = batch.records[0]?.partition ?? 0;
    const whole = await outcomeOf(batch);
    if (!whole) return done(batch.deliveries.length);
    if (whole.edge.kafka === 'later') return later(0, whole);

    for (const [i, delivery] of batch.deliveries.entries()) {
      const error = await outcomeOf({ ...batch, deliveries: [delivery] });
      if (!error || error.edge.kafka === 'done') continue;
      if (error.edge.kafka === 'later') return later(i, error);
      const record = batch.records.find(({ offset }) => offset === delivery.offset);
      const { group, topic } = batch.consumer;
      try {
        if (record) await broker.bury(topic, record, { group, code: error.code });
      } catch (thrown) {
        return later(i, asBloomError(thrown));
      }
    }
    return done(batch.deliveries.length);

    async function outcomeOf(part: Batch): Promise<BloomError | undefined> {
      try {
        await next(part);
        return undefined;
      } catch (thrown) {
        return asBloomError(thrown);
      }
    }

    function done(settled: number): Settlement {
      attempts.delete(partition);
      return { settled };
    }

    function later(settled: number, error: BloomError): Settlement {
      const attempt = settled > 0 ? 1 : (attempts.get(partition) ?? 0) + 1;
      attempts.set(partition, attempt);
      const { group, topic } = batch.consumer;
      broker.events.retried?.({ group, topic: topic.name, code: error.code, attempt });
      return { settled, retryAfterMs: Math.min(firstMs * 2 ** (attempt - 1), maxMs) };
    }
  };
}
