import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';
import {
  type EncodedMessage,
  type MessageDocument,
  toDocument,
  toWaiting,
  type WaitingMessage,
} from '../outbox/message-document.ts';

/**
 * Where webhooks stand while the broker is away: durable before they are acknowledged, drained in their order.
 *
 * @param rowsMax at it none is kept any more: a long absence of the broker stays bounded (I8), and sweeps find what was refused
 */
export function createInbox(store: Store, { rowsMax = 500_000 } = {}) {
  const rows: Collection<MessageDocument> = store.collection('inbox');
  return {
    /** @throws BloomError OUTBOX_FULL at the cap */
    async keep(message: EncodedMessage): Promise<void> {
      if ((await rows.estimatedDocumentCount()) >= rowsMax)
        throw new BloomError('OUTBOX_FULL', 'webhooks wait for the broker');
      await rows.insertOne(toDocument(message));
    },
    async oldest(limit: number): Promise<WaitingMessage[]> {
      return (await rows.find().sort({ _id: 1 }).limit(limit).toArray()).map(toWaiting);
    },
    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await rows.deleteMany({ _id: { $in: [...ids] } });
    },
    count: (): Promise<number> => rows.countDocuments(),
  };
}

export type Inbox = ReturnType<typeof createInbox>;
