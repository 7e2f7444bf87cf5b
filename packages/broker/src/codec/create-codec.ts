import type { MessageCodec, TopicFacts } from '@bloom/contracts';
import { asBloomError, BloomError, type Clock, type Sealed, type Sealer } from '@bloom/kit';
import type { EncodedRecord, RawRecord } from '../log.ts';
import { createEventIds } from './event-ids.ts';
import { hashPractices } from './hash-practices.ts';
import { currentTraceparent } from './traceparent.ts';

/** A topic as far as its messages are read and written. Every `Topic<M>` is one. */
export type TypedTopic<M> = TopicFacts & {
  readonly message: MessageCodec<M>;
  practiceOf(message: M): string;
};

/** What else a message says of itself; made here where it is not given. */
export type MessageFacts = { readonly id?: string; readonly time?: Date; readonly traceparent?: string };

/** A message as it was read, with where it stood. */
export type Delivery<M> = {
  readonly message: M;
  readonly id: string;
  /** When the event happened, by its producer's clock. */
  readonly time: Date;
  readonly traceparent: string | undefined;
  /** The record's key: the practice, hashed. */
  readonly practiceHash: string;
  readonly partition: number;
  readonly offset: bigint;
};

export type CodecOptions = {
  readonly idKey: Uint8Array;
  readonly sealer: Sealer;
  /** The service's name, which its events bear as their source. */
  readonly source: string;
  readonly clock: Clock;
};

export type Codec = ReturnType<typeof createCodec>;

const openType = 'application/protobuf';
const sealedType = 'application/vnd.bloom.sealed+json';

/** Messages to records and back: CloudEvents 1.0 in binary mode, keyed by the hashed practice. */
export function createCodec({ idKey, sealer, source, clock }: CodecOptions) {
  const hash = hashPractices(idKey);
  const nextId = createEventIds(() => clock.nowMs());
  const place = (topicName: string, key: string, id: string) => ({
    practice: key,
    collection: topicName,
    id,
    field: 'payload',
  });

  return {
    nextId,

    /** Answers at once unless the topic is confidential: then its payload is sealed for its practice first. */
    encode<M>(
      topic: TypedTopic<M>,
      message: M,
      facts: MessageFacts = {},
    ): EncodedRecord | Promise<EncodedRecord> {
      const bytes = topic.message.encode(message).finish();
      const key = hash(topic.practiceOf(message));
      const id = facts.id ?? nextId();
      const traceparent = facts.traceparent ?? currentTraceparent();
      const headers: Record<string, string> = {
        ce_specversion: '1.0',
        ce_id: id,
        ce_type: topic.type,
        ce_source: source,
        ce_time: (facts.time ?? new Date(clock.nowMs())).toISOString(),
        ce_subject: key,
        'content-type': topic.confidential ? sealedType : openType,
      };
      if (traceparent) headers.traceparent = traceparent;
      const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (!topic.confidential) return { topicName: topic.name, key, value, headers };
      return sealer.seal(value.toString('base64'), place(topic.name, key, id)).then((sealed) => ({
        topicName: topic.name,
        key,
        value: Buffer.from(JSON.stringify(sealed)),
        headers,
      }));
    },

    /**
     * @throws BloomError MESSAGE_UNREADABLE when it is no message of this topic, or not its key's practice's;
     *   SEAL_BROKEN when its seal does not open; what the key service throws while it is away
     */
    async decode<M>(topic: TypedTopic<M>, record: RawRecord): Promise<Delivery<M>> {
      const id = record.headers.ce_id ?? '';
      const sealed = topic.confidential ? parseSealed(record.value) : undefined;
      const bytes = sealed
        ? Buffer.from(await sealer.open(sealed, place(topic.name, record.key, id)), 'base64')
        : record.value;
      const message = parse(() => topic.message.decode(bytes));
      // A message under another practice's key would be handled in that practice's turn.
      if (parse(() => hash(topic.practiceOf(message))) !== record.key)
        throw new BloomError('MESSAGE_UNREADABLE', 'the key is not its practice’s');
      const time = new Date(record.headers.ce_time ?? record.timestampMs);
      return {
        message,
        id,
        time: Number.isNaN(time.getTime()) ? new Date(record.timestampMs) : time,
        traceparent: record.headers.traceparent,
        practiceHash: record.key,
        partition: record.partition,
        offset: record.offset,
      };
    },
  };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new BloomError('MESSAGE_UNREADABLE', 'not in the form its topic declares', { cause });
  }
}

function parseSealed(value: Buffer): Sealed {
  return parse(() => {
    const sealed = JSON.parse(value.toString('utf8')) as Partial<Sealed> | null;
    const { keyId, key, iv, data, tag } = sealed ?? {};
    const parts = [keyId, key, iv, data, tag];
    if (sealed?.v !== 1 || parts.some((part) => typeof part !== 'string')) throw asBloomError(undefined);
    return sealed as Sealed;
  });
}
