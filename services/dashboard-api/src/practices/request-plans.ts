import { BloomError, keyedHash, type Sealed, type Sealer } from '@bloom/kit';
import type { Store } from '@bloom/store';
import type { Caller } from '../auth/verify-token.ts';
import { assertIdempotencyKey } from './idempotency-key.ts';

type RequestDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly bodyHash: string;
  readonly plan: Sealed;
  readonly createdAt: Date;
};

const keptSeconds = 90 * 24 * 3_600;

/**
 * Requests that must have their effect once, however often they are sent. What a request will make is decided and
 * written down before it is made, so that one sent again after a crash makes the same.
 */
export function createRequestPlans(store: Store, { sealer, idKey }: { sealer: Sealer; idKey: Uint8Array }) {
  const requests = store.collection<RequestDocument>('requests');
  return {
    async prepare(): Promise<void> {
      await requests.createIndex({ createdAt: 1 }, { expireAfterSeconds: keptSeconds });
    },

    /**
     * The plan of the request with this key: the one of its first sending, or what `make` decides now.
     *
     * @throws BloomError IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_REUSED
     */
    async planOf<T>(
      caller: Caller,
      request: { readonly route: string; readonly key: string | undefined; readonly body: unknown },
      make: () => T,
    ): Promise<T> {
      const { practice, sub } = caller;
      const { key, route, body } = request;
      assertIdempotencyKey(key);
      const id = keyedHash(idKey, 'request', practice, sub, key);
      const place = { practice, collection: 'requests', id, field: 'plan' };
      const bodyHash = keyedHash(idKey, 'request body', route, JSON.stringify(body));
      const plan = await sealer.seal(JSON.stringify(make()), place);
      await requests.updateOne(
        { _id: id },
        { $setOnInsert: { practice, bodyHash, plan, createdAt: new Date() } },
        { upsert: true },
      );
      const first = await requests.findOne({ _id: id, practice });
      if (!first || first.bodyHash !== bodyHash) throw new BloomError('IDEMPOTENCY_KEY_REUSED');
      return JSON.parse(await sealer.open(first.plan, place));
    },
  };
}

export type RequestPlans = ReturnType<typeof createRequestPlans>;
