import type { Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';

type HeardDocument = { _id: string; practice: string; event: string; lastHeardAtMs: number };

/** When each of a practice's webhooks was last heard: its silence is noticed by this. */
export function createHeard(store: Store) {
  const rows: Collection<HeardDocument> = store.collection('heard');
  return {
    async note(heard: readonly { practice: string; event: string; atMs: number }[]): Promise<void> {
      if (heard.length === 0) return;
      await rows.bulkWrite(
        heard.map(({ practice, event, atMs }) => ({
          updateOne: {
            filter: { _id: `${practice}|${event}` },
            update: { $set: { practice, event }, $max: { lastHeardAtMs: atMs } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },
    async of(practice: string): Promise<{ event: string; lastHeardAtMs: number }[]> {
      const found = await rows.find({ practice }).sort({ event: 1 }).toArray();
      return found.map(({ event, lastHeardAtMs }) => ({ event, lastHeardAtMs }));
    },
  };
}

export type Heard = ReturnType<typeof createHeard>;
