import { deadTopicOf, type TopicFacts } from '@bloom/contracts';
import { BloomError, type Clock, type ErrorCode, type Sealed, type Sealer } from '@bloom/kit';
import type { EncodedRecord, RawRecord } from '../log.ts';

/** What a dead letter keeps under its seal: the record as it came. */
export type Buried = {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

const hashed = /^[\da-f]{32}$/;
const eventId = /^[\w-]{1,64}$/;

/**
 * Makes dead letters of records, and opens them. A record that cannot be read may hold anything, in its key and
 * headers too: all of it goes under the seal, and only what has the form of our own ids stays outside.
 */
export function createDeadLetters({
  sealer,
  source,
  clock,
  nextId,
}: {
  sealer: Sealer;
  source: string;
  clock: Clock;
  nextId: () => string;
}) {
  const place = (key: string, topicName: string, record: string) => ({
    practice: key,
    collection: topicName,
    id: record,
    field: 'record',
  });
  return {
    async bury(
      topic: TopicFacts,
      record: RawRecord,
      { group, code }: { group: string; code: ErrorCode },
    ): Promise<EncodedRecord> {
      const topicName = deadTopicOf(topic).name;
      const key = hashed.test(record.key) ? record.key : 'unknown';
      const id = record.headers.ce_id ?? '';
      const origin = `${record.topicName}/${record.partition}/${record.offset}`;
      const plain = JSON.stringify([record.key, record.value.toString('base64'), record.headers]);
      const sealed = await sealer.seal(plain, place(key, topicName, origin));
      return {
        topicName,
        key,
        value: Buffer.from(JSON.stringify(sealed)),
        headers: {
          ce_specversion: '1.0',
          ce_id: nextId(),
          ce_type: 'bloom.broker.DeadLetter',
          ce_source: source,
          ce_time: new Date(clock.nowMs()).toISOString(),
          ce_subject: key,
          dead_reason: code,
          dead_group: group,
          dead_origin: origin,
          ...(eventId.test(id) ? { dead_event: id } : {}),
        },
      };
    },

    /** @throws BloomError SEAL_BROKEN when it is no dead letter of ours */
    async exhume(letter: RawRecord): Promise<Buried> {
      const sealed = parseLetter(letter.value);
      const origin = letter.headers.dead_origin ?? '';
      const plain = await sealer.open(sealed, place(letter.key, letter.topicName, origin));
      const [key, value, headers] = JSON.parse(plain) as [string, string, Record<string, string>];
      return { key, value: Buffer.from(value, 'base64'), headers };
    },
  };
}

function parseLetter(value: Buffer): Sealed {
  try {
    return JSON.parse(value.toString('utf8')) as Sealed;
  } catch (cause) {
    throw new BloomError('SEAL_BROKEN', 'not a dead letter', { cause });
  }
}
