import type { Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';
import type { MirrorDocument } from '../records/documents.ts';

/**
 * The highest number that reads of a practice have left in our record, whichever credential drew it: a practice that comes
 * with another credential must not begin below it, or all that it reads would pass for older than what we hold.
 */
export async function highestReadNo(store: Store, practice: string): Promise<number> {
  const mirrors: Collection<MirrorDocument> = store.collection('mirrors');
  const rereads: Collection<{ _id: string; wantedNo: number }> = store.collection('rereads');
  // By type, for that is how the index goes.
  const types: string[] = await mirrors.distinct('type', { practice });
  const newest = types.map(async (type) => {
    const [mirror] = await mirrors
      .find({ practice, type }, { projection: { to: 1 } })
      .sort({ to: -1 })
      .limit(1)
      .toArray();
    return mirror?.to ?? 0;
  });
  const wanted = await rereads.find({ practice }, { projection: { wantedNo: 1 } }).toArray();
  return Math.max(0, ...(await Promise.all(newest)), ...wanted.map(({ wantedNo }) => wantedNo));
}
