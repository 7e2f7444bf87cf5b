import kafkajs, { type Message, type Producer } from 'kafkajs';
import type { EncodedRecord } from '../log.ts';
import type { Client } from './create-client.ts';

const { Partitioners } = kafkajs;

/** Waits for every in-sync replica; with `min.insync.replicas` 2 a lost broker loses nothing. */
const acksOfAll = -1;
const brokerTimeoutMs = 2_500;

/**
 * Appends batches, one at a time. Not kafkajs's idempotent mode, which loses or refuses messages under
 * concurrency (its issues 598 and 1005): what is sent twice is harmless here. After a failure the next
 * attempt begins with a connection of its own, so that none is waited for that will not come back.
 */
export function createKafkaProducer(client: Client) {
  let held: Producer | undefined;

  async function connected(): Promise<Producer> {
    if (held) return held;
    const producer = client.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
    });
    try {
      await producer.connect();
    } catch (cause) {
      letGo(producer);
      throw cause;
    }
    held = producer;
    return producer;
  }

  return {
    async append(records: readonly EncodedRecord[]): Promise<void> {
      const producer = await connected();
      try {
        await producer.sendBatch({
          acks: acksOfAll,
          timeout: brokerTimeoutMs,
          topicMessages: byTopic(records),
        });
      } catch (cause) {
        held = undefined;
        letGo(producer);
        throw cause;
      }
    },
    async close(): Promise<void> {
      await held?.disconnect();
    },
  };
}

/** A connection that failed may take long to end, or fail at that too: nobody waits for it. */
function letGo(producer: Producer): void {
  producer.disconnect().catch(() => undefined);
}

function byTopic(records: readonly EncodedRecord[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topicName, key, value, headers } of records) {
    const messages = topics.get(topicName);
    if (messages) messages.push({ key, value, headers });
    else topics.set(topicName, [{ key, value, headers }]);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
