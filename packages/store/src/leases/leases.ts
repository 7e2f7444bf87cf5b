import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store, type Transaction } from '../connect-store.ts';
import { serverNowMs } from '../server-time.ts';

/** The right to do something alone, until its time ends. */
export type Lease = {
  readonly name: string;
  /** Grows with each holder: what an earlier holder still tries is refused by it. */
  readonly fence: number;
};

type LeaseDocument = { _id: string; holder: string; fence: number; untilMs: number };

/**
 * Leases by the server's clock. A holder that sleeps past its time loses it, whatever its own clock says, and its
 * writes are refused by `assertHeld`.
 *
 * @param holder names this process, once per life
 */
export function createLeases(store: Store, holder: string) {
  const leases: Collection<LeaseDocument> = store.collection('leases');

  return {
    /** Takes the lease, or extends our own. Undefined while another holds it. */
    async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
      const free = { $lte: [{ $ifNull: ['$untilMs', 0] }, serverNowMs] };
      const ours = { $eq: ['$holder', holder] };
      const fence = { $ifNull: ['$fence', 0] };
      const mine = { $or: [free, ours] };
      try {
        const document = await leases.findOneAndUpdate(
          { _id: name },
          [
            { $set: { taken: mine, fresh: { $or: [free, { $not: [ours] }] } } },
            {
              $set: {
                holder: { $cond: ['$taken', holder, '$holder'] },
                fence: { $cond: [{ $and: ['$taken', '$fresh'] }, { $add: [fence, 1] }, fence] },
                untilMs: { $cond: ['$taken', { $add: [serverNowMs, ttlMs] }, '$untilMs'] },
              },
            },
            { $unset: ['taken', 'fresh'] },
          ],
          { upsert: true, returnDocument: 'after' },
        );
        return document?.holder === holder ? { name, fence: document.fence } : undefined;
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    /** Gives it up, so that the next need not wait. Nothing happens when it is no longer ours. */
    async release({ name, fence }: Lease): Promise<void> {
      await leases.updateOne({ _id: name, holder, fence }, { $set: { untilMs: 0 } });
    },

    /** Within a transaction. @throws BloomError LEASE_LOST when another has taken it since */
    async assertHeld({ name, fence }: Lease, transaction: Transaction): Promise<void> {
      const document = await leases.findOne({ _id: name }, { session: transaction });
      if (document?.fence !== fence) throw new BloomError('LEASE_LOST', 'another has taken over');
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;
