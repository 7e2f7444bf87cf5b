import type { Broker } from './broker.ts';
import type { Consumer } from './define-consumer.ts';
import type { Entrance } from './entrance.ts';
import { decode } from './steps/decode.ts';
import { handle } from './steps/handle.ts';
import { measure } from './steps/measure.ts';
import { type RetryPauses, settle } from './steps/settle.ts';
import { chain, type Step } from './steps/step.ts';
import { trace } from './steps/trace.ts';

export type ConsumeOptions = { readonly pauses?: RetryPauses };

/** All that happens around a handler, outermost first. */
const middleware = (broker: Broker, { pauses }: ConsumeOptions): readonly Step[] => [
  trace,
  measure(broker.events),
  decode(broker), // buries what cannot be read
  settle(broker, pauses), // an error's kind decides: again later, buried alone, or passed over
  handle,
];

/**
 * Runs consumers, each in its group, from the topic's beginning on. Offsets move only for what was settled: a
 * message is handed over at least once. While the broker is away they wait for it.
 */
export function consume(
  broker: Broker,
  consumers: readonly Consumer<unknown>[],
  options: ConsumeOptions = {},
): Entrance {
  const readers = consumers.map((consumer) => {
    const work = chain(middleware(broker, options));
    const { group, topic, batchMax, handleMs } = consumer;
    return broker.readGroup({
      group,
      topicName: topic.name,
      batchMax,
      handleMs,
      onBatch: (records, alive) => work({ consumer, records, deliveries: [], alive }),
      onLag: (partition, lag) => broker.events.lag?.({ group, topic: topic.name, partition, lag }),
    });
  });
  const failed = Promise.race(readers.flatMap((reader) => reader.failed ?? []));
  // Whoever runs the entrance may look at it later than it fails.
  failed.catch(() => undefined);
  return {
    name: `consumers ${consumers.map(({ group }) => group).join(', ')}`,
    start: async () => void (await Promise.all(readers.map((reader) => reader.start()))),
    stop: async () => void (await Promise.all(readers.map((reader) => reader.stop()))),
    failed,
  };
}
