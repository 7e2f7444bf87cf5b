import { deadTopicOf } from '@bloom/contracts';
import { asBloomError, BloomError } from '@bloom/kit';
import type { Broker } from './broker.ts';
import type { BrokerEvents } from './broker-events.ts';
import { type CodecOptions, createCodec } from './codec/create-codec.ts';
import { createDeadLetters } from './codec/dead-letters.ts';
import type { EncodedRecord, Log } from './log.ts';
import { createSendQueue } from './send-queue.ts';
import { createTail } from './tail.ts';

export type BrokerOptions = CodecOptions & { readonly events?: BrokerEvents };

const timeoutMsByDefault = 5_000;

/** The broker over a log: Kafka's, or the one in memory. All but the log itself is the same for both. */
export function createBroker(log: Log, options: BrokerOptions): Broker {
  const { clock, events = {} } = options;
  const codec = createCodec(options);
  const deadLetters = createDeadLetters({ ...options, nextId: codec.nextId });
  const queue = createSendQueue({
    send: (records) => log.append(records),
    clock,
    onFailure: (failures) => events.sendFailed?.({ failures }),
  });

  async function send(records: readonly EncodedRecord[], timeoutMs = timeoutMsByDefault): Promise<void> {
    const startedMs = clock.monotonicMs();
    await queue.push(records, timeoutMs);
    if (!events.produced) return;
    const ms = clock.monotonicMs() - startedMs;
    const counts = new Map<string, number>();
    for (const { topicName } of records) counts.set(topicName, (counts.get(topicName) ?? 0) + 1);
    for (const [topic, count] of counts) events.produced({ topic, count, ms });
  }

  return {
    async produce(topic, messages, { timeoutMs, facts } = {}) {
      const encoded = messages.map((message, i) => codec.encode(topic, message, facts?.[i]));
      await send(topic.confidential ? await Promise.all(encoded) : (encoded as EncodedRecord[]), timeoutMs);
    },
    produceEncoded: (records, { timeoutMs } = {}) => send(records, timeoutMs),
    async encode(topic, message, facts) {
      return codec.encode(topic, message, facts);
    },
    decode: (topic, record) => codec.decode(topic, record),
    async bury(topic, record, reason) {
      await send([await deadLetters.bury(topic, record, reason)]);
      events.buried?.({ ...reason, topic: topic.name });
    },
    exhume: (letter) => deadLetters.exhume(letter),
    readGroup: (reading) => log.readGroup(reading),
    tail: (topic, handlers) =>
      createTail(topic, handlers, {
        log,
        decode: (record) => codec.decode(topic, record),
        events,
      }),
    ensureTopics: (topics, { replicas = 1 } = {}) =>
      log.ensureTopics(
        topics.flatMap((topic) => {
          const dead = deadTopicOf(topic);
          return [
            { name: topic.name, partitions: topic.partitions, hours: topic.retention.hours },
            { ...dead, partitions: 1 },
          ];
        }),
        replicas,
      ),
    async ping() {
      try {
        await log.ping();
      } catch (cause) {
        throw new BloomError('BROKER_UNAVAILABLE', 'no answer within a second', {
          cause: asBloomError(cause),
        });
      }
    },
    async close() {
      await queue.close();
      await log.close();
    },
    events,
  };
}
