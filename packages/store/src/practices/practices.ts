import { randomBytes } from 'node:crypto';
import type { Sealed } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store } from '../connect-store.ts';

/** One practice and how it is connected to Halaxy. Secrets are sealed for their place. */
export type PracticeDocument = {
  readonly _id: string;
  readonly name: string;
  readonly timezone: string;
  /** The random part of its webhooks' addresses; a secret of its own. */
  readonly practiceKey: string;
  readonly halaxy: {
    readonly baseUrl: string;
    readonly clientId: string;
    readonly clientSecret: Sealed;
    readonly userAgent: string;
  };
  /** The newest first; an earlier one counts until its end. */
  readonly webhookSecrets: readonly { readonly secret: Sealed; readonly endsAtMs: number | null }[];
  readonly createdAtMs: number;
  /** Grows with each change, so that readers know when to look again. */
  readonly v: number;
};

/** Written by dashboard-api alone. */
export function createPractices(store: Store) {
  const practices: Collection<PracticeDocument> = store.collection('practices');
  return {
    get: (id: string): Promise<PracticeDocument | null> => practices.findOne({ _id: id }),
    byKey: (practiceKey: string): Promise<PracticeDocument | null> => practices.findOne({ practiceKey }),
    all: (): Promise<PracticeDocument[]> => practices.find().sort({ _id: 1 }).toArray(),

    /** False when there is one of that id. */
    async insert(practice: PracticeDocument): Promise<boolean> {
      try {
        await practices.insertOne(practice);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Changes what is given, if nobody else did since `v`. */
    async change(
      id: string,
      v: number,
      change: Partial<Omit<PracticeDocument, '_id' | 'v'>>,
    ): Promise<boolean> {
      const { matchedCount } = await practices.updateOne({ _id: id, v }, { $set: { ...change, v: v + 1 } });
      return matchedCount === 1;
    },
  };
}

export type Practices = ReturnType<typeof createPractices>;

/** 192 random bits, safe in an address. */
export function newPracticeKey(): string {
  return randomBytes(24).toString('base64url');
}

/** 256 random bits, safe in a header. */
export function newWebhookSecret(): string {
  return randomBytes(32).toString('base64url');
}
