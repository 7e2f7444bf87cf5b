import type { BrokerEvents } from '../broker-events.ts';
import type { Step } from './step.ts';

/** Tells how many messages were done with, and how long it took. */
export function measure(events: BrokerEvents): Step {
  return async (batch, next) => {
    const startedMs = performance.now();
    const settlement = await next(batch);
    if (settlement.settled > 0)
      events.consumed?.({
        group: batch.consumer.group,
        topic: batch.consumer.topic.name,
        count: settlement.settled,
        ms: performance.now() - startedMs,
      });
    return settlement;
  };
}
