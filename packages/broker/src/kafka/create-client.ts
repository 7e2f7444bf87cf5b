import kafkajs, { type Kafka as Client, type KafkaConfig } from 'kafkajs';

// The package is CommonJS: its names are found on its default.
const { Kafka, logLevel } = kafkajs;

export type KafkaOptions = {
  /** `host:port` of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
};

export type { Client };

/**
 * A client that gives up quickly and says nothing: who uses it tries again by itself, and its own log lines would
 * hold whatever a driver thinks fit to print.
 */
export function createClient(
  { brokers, clientId, ssl, sasl }: KafkaOptions,
  retry: KafkaConfig['retry'] = { retries: 1, initialRetryTime: 50, maxRetryTime: 250 },
): Client {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry,
    logLevel: logLevel.NOTHING,
  });
}
