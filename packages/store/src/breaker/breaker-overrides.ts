import type { Clock } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store } from '../connect-store.ts';

/** A practice whose circuits an operator holds open. */
export type BreakerOverride = {
  /** The practice. */
  readonly _id: string;
  /** Who holds it: a user's id. */
  readonly by: string;
  readonly atMs: number;
};

/** A hold or its end is seen by every process within twice this. */
const lookEveryMs = 1_000;

/** Operators' holds: written by halaxy-writer alone, heeded by every door to Halaxy. */
export function createBreakerOverrides(store: Store, clock: Clock) {
  const overrides: Collection<BreakerOverride> = store.collection('breaker_overrides');
  let held: ReadonlyMap<string, BreakerOverride> = new Map();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> = Promise.resolve();
  /** What was learned last: a reading that began before it says nothing any more. */
  let newest = 0;

  async function readAll(): Promise<void> {
    newest += 1;
    const number = newest;
    const all = await overrides.find().toArray();
    if (number === newest) know(new Map(all.map((override) => [override._id, override])));
  }

  function know(all: ReadonlyMap<string, BreakerOverride>): void {
    newest += 1;
    held = all;
  }

  function look(): Promise<void> {
    if (clock.monotonicMs() - lookedAtMs < lookEveryMs) return looking;
    lookedAtMs = clock.monotonicMs();
    // While MongoDB is away, what was known counts on.
    looking = readAll().catch(() => {});
    return looking;
  }

  return {
    /**
     * Is this practice held now? Answers from memory, save once a second for all practices together. The first answer of a
     * process waits for the first reading, so that a restart opens nothing. Never rejects.
     */
    async isForced(practice: string): Promise<boolean> {
      await look();
      return held.has(practice);
    },

    /** Every hold as it stands in the database now. */
    all: (): Promise<BreakerOverride[]> => overrides.find().toArray(),

    /** Holds a practice; this process heeds it at once. False where it is held already: the first to hold it stays named. */
    async force(practice: string, by: string): Promise<boolean> {
      try {
        const override = { _id: practice, by, atMs: clock.nowMs() };
        await overrides.insertOne(override);
        know(new Map(held).set(practice, override));
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Lets go of a practice; this process heeds it at once. False where nothing held it. */
    async clear(practice: string): Promise<boolean> {
      const { deletedCount } = await overrides.deleteOne({ _id: practice });
      know(new Map([...held].filter(([id]) => id !== practice)));
      return deletedCount === 1;
    },
  };
}

export type BreakerOverrides = ReturnType<typeof createBreakerOverrides>;
