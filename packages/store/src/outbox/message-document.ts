import { type Binary, Binary as MongoBinary } from 'mongodb';
import { monotonicFactory } from 'ulid';

/** A message ready for the broker: encoded, and sealed where its topic is confidential. */
export type EncodedMessage = {
  readonly topicName: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

/** A message that waits for the broker. `_id` is a ULID: the order in which one process kept them. */
export type MessageDocument = {
  _id: string;
  topicName: string;
  key: string;
  value: Binary;
  headers: Record<string, string>;
  at: Date;
};

export type WaitingMessage = { readonly id: string; readonly message: EncodedMessage };

const ulid = monotonicFactory();

export function toDocument({ topicName, key, value, headers }: EncodedMessage): MessageDocument {
  return {
    _id: ulid(),
    topicName,
    key,
    value: new MongoBinary(value),
    headers: { ...headers },
    at: new Date(),
  };
}

export function toWaiting({ _id, topicName, key, value, headers }: MessageDocument): WaitingMessage {
  return { id: _id, message: { topicName, key, value: Buffer.from(value.buffer), headers } };
}
