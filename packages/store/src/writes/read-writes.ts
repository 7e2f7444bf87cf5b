import type { Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';
import type { DeadLetterDocument, WriteDocument } from './documents.ts';

/** Edits on their way, as dashboard-api reads them to tell people. */
export function readWrites(store: Store) {
  const writes: Collection<WriteDocument> = store.collection('writes');
  const deadLetters: Collection<DeadLetterDocument> = store.collection('dead_letters');
  return {
    byIds: async (practice: string, ids: readonly string[]): Promise<WriteDocument[]> =>
      ids.length === 0 ? [] : writes.find({ practice, _id: { $in: [...ids] } }).toArray(),

    /** Which of these an operator asked to be tried once more. */
    async replayedAmong(practice: string, ids: readonly string[]): Promise<string[]> {
      if (ids.length === 0) return [];
      const found = await deadLetters
        .find({ practice, _id: { $in: [...ids] }, state: 'replayed' }, { projection: { _id: 1 } })
        .toArray();
      return found.map(({ _id }) => _id);
    },
  };
}

export type WriteReader = ReturnType<typeof readWrites>;
