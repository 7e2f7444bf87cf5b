import type { Collection } from 'mongodb';
import { ulid } from 'ulid';
import { isDuplicateKey, type Store } from '../connect-store.ts';

/** Deletions of one type that an operator is asked about; `over` = none of its records waits any more. */
export type HeldDeletionDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly type: string;
  readonly state: 'held' | 'confirmed' | 'rejected' | 'over';
  /** Milliseconds UTC. */
  readonly sinceMs: number;
  readonly decidedAtMs?: number;
  readonly decidedBy?: string;
};

/** One record that is not taken for deleted. `_id` = practice|type|id. */
type HeldRecordDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly type: string;
  readonly rid: string;
  readonly holdId: string;
  readonly heldAtMs: number;
  readonly state: 'held' | 'confirmed' | 'rejected';
  /** From then on a rejected record may be held anew; MongoDB forgets it. */
  readonly endsAt?: Date;
};

/** What was decided about a record's deletion. */
export type Standing = 'none' | 'held' | 'confirmed' | 'rejected';

/** `sample`: a few of the records, by Halaxy's ids. */
export type HeldDeletion = HeldDeletionDocument & {
  readonly count: number;
  readonly sample: readonly string[];
};

type Named = { readonly practice: string; readonly type: string; readonly id: string };

const sampleMax = 10;
const bulkMax = 1_000;
/** So long a rejected deletion is not asked about again. */
const rejectedForMs = 24 * 60 * 60_000;

/**
 * Deletions that were not believed because too many came at once: they wait here for an operator. One hold a practice
 * and type; what comes while it waits joins it. Written by the reconciler alone.
 */
export function createHeldDeletions(store: Store, { nowMs }: { readonly nowMs: () => number }) {
  const holds: Collection<HeldDeletionDocument> = store.collection('held_deletions');
  const records: Collection<HeldRecordDocument> = store.collection('held_records');

  async function openHold(practice: string, type: string): Promise<string> {
    const open = await holds.findOne({ practice, type, state: 'held' });
    if (open) return open._id;
    const made: HeldDeletionDocument = { _id: ulid(), practice, type, state: 'held', sinceMs: nowMs() };
    await holds.insertOne(made);
    return made._id;
  }

  /** A hold none of whose records waits is over. */
  async function endIfEmpty(holdId: string): Promise<void> {
    if ((await records.countDocuments({ holdId, state: 'held' }, { limit: 1 })) > 0) return;
    await holds.updateOne({ _id: holdId, state: 'held' }, { $set: { state: 'over' } });
  }

  return {
    /** Holds records of one type; one that an operator has decided about stays as decided. */
    async hold(practice: string, type: string, ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      const holdId = await openHold(practice, type);
      const heldAtMs = nowMs();
      for (let from = 0; from < ids.length; from += bulkMax)
        await records
          .bulkWrite(
            ids.slice(from, from + bulkMax).map((rid) => ({
              updateOne: {
                filter: { _id: keyOf({ practice, type, id: rid }) },
                update: { $setOnInsert: { practice, type, rid, holdId, heldAtMs, state: 'held' as const } },
                upsert: true,
              },
            })),
            { ordered: false },
          )
          .catch((error: unknown) => {
            // Held by another at the same moment: it is held.
            if (!isDuplicateKey(error)) throw error;
          });
      await endIfEmpty(holdId);
    },

    /** What was decided about each of these; those that nobody holds are left out. */
    async standingsOf(
      practice: string,
      type: string,
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, Standing>> {
      const keys = ids.map((id) => keyOf({ practice, type, id }));
      const found = await records.find({ _id: { $in: keys } }).toArray();
      return new Map(found.map(({ rid, state }) => [rid, state]));
    },

    /** When records of a type were held since then, milliseconds UTC: they count among the deletions that were wanted. */
    async heldSince(practice: string, type: string, sinceMs: number): Promise<number[]> {
      const found = await records
        .find({ practice, type, heldAtMs: { $gte: sinceMs } }, { projection: { heldAtMs: 1 } })
        .toArray();
      return found.map(({ heldAtMs }) => heldAtMs);
    },

    /** Halaxy shows it again, or it is gone by now: nobody has to decide about it any more. */
    async release(record: Named): Promise<void> {
      const held = await records.findOne({ _id: keyOf(record) });
      if (held === null) return;
      await records.deleteOne({ _id: held._id });
      await endIfEmpty(held.holdId);
    },

    /** What waits for a decision, the oldest first. */
    async open(practice: string): Promise<HeldDeletion[]> {
      const waiting = await holds.find({ practice, state: 'held' }).sort({ _id: 1 }).toArray();
      return Promise.all(
        waiting.map(async (hold) => {
          const of = { holdId: hold._id, state: 'held' as const };
          const [count, some] = await Promise.all([
            records.countDocuments(of),
            records.find(of).sort({ _id: 1 }).limit(sampleMax).toArray(),
          ]);
          return { ...hold, count, sample: some.map(({ rid }) => rid) };
        }),
      );
    },

    /**
     * An operator's decision. Answers the hold and the records it is about, by Halaxy's ids; null where there is no such
     * hold of this practice. Decided twice alike it answers the same; what was decided otherwise stays.
     */
    async decide(
      practice: string,
      holdId: string,
      { state, by }: { readonly state: 'confirmed' | 'rejected'; readonly by: string },
    ): Promise<{ readonly hold: HeldDeletionDocument; readonly ids: readonly string[] } | null> {
      await holds.updateOne(
        { _id: holdId, practice, state: 'held' },
        { $set: { state, decidedAtMs: nowMs(), decidedBy: by } },
      );
      const hold = await holds.findOne({ _id: holdId, practice });
      if (hold === null || hold.state !== state) return hold && { hold, ids: [] };
      const ends = state === 'rejected' ? { endsAt: new Date(nowMs() + rejectedForMs) } : {};
      await records.updateMany({ holdId, state: 'held' }, { $set: { state, ...ends } });
      const decided = await records.find({ holdId, state }, { projection: { rid: 1 } }).toArray();
      return { hold, ids: decided.map(({ rid }) => rid) };
    },
  };
}

export type HeldDeletions = ReturnType<typeof createHeldDeletions>;

function keyOf({ practice, type, id }: Named): string {
  return `${practice}|${type}|${id}`;
}
