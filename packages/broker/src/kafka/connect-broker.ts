import { systemClock } from '@bloom/kit';
import type { Admin } from 'kafkajs';
import type { Broker } from '../broker.ts';
import { type BrokerOptions, createBroker } from '../create-broker.ts';
import type { Log } from '../log.ts';
import { createClient, type KafkaOptions } from './create-client.ts';
import { createTopics } from './create-topics.ts';
import { followKafka } from './follow-kafka.ts';
import { createKafkaProducer } from './kafka-producer.ts';
import { readKafkaGroup } from './read-kafka-group.ts';

export type { KafkaOptions };

const pingTimeoutMs = 1_000;

/**
 * The broker on Kafka. Connects when first used and again after each loss: a service that can do without for a
 * while starts without.
 */
export function connectBroker(
  kafka: KafkaOptions,
  options: Omit<BrokerOptions, 'clock'> & Partial<Pick<BrokerOptions, 'clock'>>,
): Broker {
  return createBroker(createKafkaLog(kafka), { clock: systemClock, ...options });
}

function createKafkaLog(kafka: KafkaOptions): Log {
  const client = createClient(kafka);
  const producer = createKafkaProducer(client);

  async function asAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = client.admin();
    try {
      await admin.connect();
      return await ask(admin);
    } finally {
      admin.disconnect().catch(() => undefined);
    }
  }

  return {
    append: (records) => producer.append(records),
    readGroup: (reading) => readKafkaGroup(kafka, reading),
    follow: (following) => followKafka(client, following),
    ensureTopics: (topics, replicas) => asAdmin((admin) => createTopics(admin, topics, replicas)),
    async ping() {
      const late = AbortSignal.timeout(pingTimeoutMs);
      await Promise.race([
        asAdmin((admin) => admin.describeCluster()),
        new Promise((_, reject) => late.addEventListener('abort', () => reject(late.reason))),
      ]);
    },
    close: () => producer.close(),
  };
}
