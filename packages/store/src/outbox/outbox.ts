import { BloomError } from '@bloom/kit';
import { type Binary, type Collection, Binary as MongoBinary } from 'mongodb';
import { monotonicFactory } from 'ulid';
import type { Store, Transaction } from '../connect-store.ts';

/** A message ready for the broker: encoded, and sealed where its topic is confidential. */
export type EncodedMessage = {
  readonly topicName: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

export type OutboxRow = { readonly id: string; readonly message: EncodedMessage };

type OutboxDocument = {
  _id: string;
  topicName: string;
  key: string;
  value: Binary;
  headers: Record<string, string>;
  at: Date;
};

const ulid = monotonicFactory();

/**
 * Announcements that are saved with what they announce, one collection a service. They leave it only after the
 * broker has them; what a crash left is found by its age.
 *
 * @param rowsMax at half of it no run is begun, and at it `assertRoom` refuses: a long absence of the broker stays bounded (I8)
 */
export function createOutbox(store: Store, service: string, { rowsMax = 100_000 } = {}) {
  const rows: Collection<OutboxDocument> = store.collection(`outbox_${service}`);

  return {
    rowsMax,

    /** Adds messages within the transaction that saves what they announce. Returns the rows, to be relayed after the commit. */
    async add(messages: readonly EncodedMessage[], transaction: Transaction): Promise<OutboxRow[]> {
      if (messages.length === 0) return [];
      const added = messages.map((message) => ({ id: ulid(), message }));
      await rows.insertMany(
        added.map(({ id, message: { topicName, key, value, headers } }) => ({
          _id: id,
          topicName,
          key,
          value: new MongoBinary(value),
          headers: { ...headers },
          at: new Date(),
        })),
        { session: transaction },
      );
      return added;
    },

    /** The oldest rows that have waited longer than this, by their own time. */
    async olderThan(ageMs: number, limit: number): Promise<OutboxRow[]> {
      const found = await rows
        .find({ $expr: { $lte: ['$at', { $subtract: ['$$NOW', ageMs] }] } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, topicName, key, value, headers }) => ({
        id: _id,
        message: { topicName, key, value: Buffer.from(value.buffer), headers },
      }));
    },

    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await rows.deleteMany({ _id: { $in: [...ids] } });
    },

    /** How many wait, at most `rowsMax` counted. */
    size: (): Promise<number> => rows.countDocuments({}, { limit: rowsMax }),

    /** @throws BloomError OUTBOX_FULL at the cap */
    async assertRoom(): Promise<void> {
      if ((await rows.estimatedDocumentCount()) >= rowsMax)
        throw new BloomError('OUTBOX_FULL', 'announcements wait for the broker');
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
