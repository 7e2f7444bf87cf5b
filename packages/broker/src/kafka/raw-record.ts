import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { RawRecord } from '../log.ts';

/** A record as the rest of the package sees it, whatever it holds: what is absent is empty. */
export function rawRecord(topicName: string, partition: number, message: KafkaMessage): RawRecord {
  return {
    topicName,
    partition,
    offset: BigInt(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key?.toString('utf8') ?? '',
    value: message.value ?? Buffer.alloc(0),
    headers: readHeaders(message.headers ?? {}),
  };
}

function readHeaders(headers: IHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first.toString('utf8')]];
    }),
  );
}
