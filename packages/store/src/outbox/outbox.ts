import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import type { Store, Transaction } from '../connect-store.ts';
import {
  type EncodedMessage,
  type MessageDocument,
  toDocument,
  toWaiting,
  type WaitingMessage,
} from './message-document.ts';

export type { EncodedMessage } from './message-document.ts';
export type OutboxRow = WaitingMessage;

/** What comes back after a failover is sent twice, which its readers bear: its removal need not wait for a majority. */
const soon = { writeConcern: { w: 1 } } as const;

/**
 * Announcements that are saved with what they announce, one collection a service. They leave it only after the
 * broker has them; what a crash left is found by its age.
 *
 * @param rowsMax at half of it no run is begun, and at it `assertRoom` refuses: a long absence of the broker stays bounded (I8)
 */
export function createOutbox(store: Store, service: string, { rowsMax = 100_000 } = {}) {
  const rows: Collection<MessageDocument> = store.collection(`outbox_${service}`);

  return {
    rowsMax,

    /** Adds messages within the transaction that saves what they announce. Returns the rows, to be relayed after the commit. */
    async add(messages: readonly EncodedMessage[], transaction: Transaction): Promise<OutboxRow[]> {
      if (messages.length === 0) return [];
      const added = messages.map((message) => ({ message, document: toDocument(message) }));
      await rows.insertMany(
        added.map(({ document }) => document),
        { session: transaction },
      );
      return added.map(({ message, document: { _id } }) => ({ id: _id, message }));
    },

    /** The oldest rows that have waited longer than this, by their own time. */
    async olderThan(ageMs: number, limit: number): Promise<OutboxRow[]> {
      const found = await rows
        .find({ $expr: { $lte: ['$at', { $subtract: ['$$NOW', ageMs] }] } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(toWaiting);
    },

    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await rows.deleteMany({ _id: { $in: [...ids] } }, soon);
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
