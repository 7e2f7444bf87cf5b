import type { Step } from './step.ts';

/** Asks the handler itself, for no longer than it may take. */
export const handle: Step = async ({ consumer, deliveries, alive }) => {
  alive();
  const messages = deliveries.map(({ message }) => message);
  await consumer.handleBatch(messages, { signal: AbortSignal.timeout(consumer.handleMs), deliveries });
  return { settled: deliveries.length };
};
