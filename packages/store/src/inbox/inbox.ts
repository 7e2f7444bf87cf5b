import { type Collection, Binary as MongoBinary } from 'mongodb';
import { monotonicFactory } from 'ulid';
import type { Store } from '../connect-store.ts';
import type { EncodedMessage } from '../outbox/outbox.ts';

type InboxDocument = {
  _id: string;
  topicName: string;
  key: string;
  value: MongoBinary;
  headers: Record<string, string>;
};

const ulid = monotonicFactory();

/** Where webhooks stand while the broker is away: durable before they are acknowledged, drained in their order. */
export function createInbox(store: Store) {
  const rows: Collection<InboxDocument> = store.collection('inbox');
  return {
    async keep({ topicName, key, value, headers }: EncodedMessage): Promise<void> {
      await rows.insertOne({
        _id: ulid(),
        topicName,
        key,
        value: new MongoBinary(value),
        headers: { ...headers },
      });
    },
    async oldest(limit: number): Promise<{ id: string; message: EncodedMessage }[]> {
      const found = await rows.find().sort({ _id: 1 }).limit(limit).toArray();
      return found.map(({ _id, topicName, key, value, headers }) => ({
        id: _id,
        message: { topicName, key, value: Buffer.from(value.buffer), headers },
      }));
    },
    async remove(ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await rows.deleteMany({ _id: { $in: [...ids] } });
    },
    count: (): Promise<number> => rows.countDocuments(),
  };
}

export type Inbox = ReturnType<typeof createInbox>;
