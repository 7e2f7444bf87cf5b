import { keyedHash } from '@bloom/kit';
import type { Redis } from '@bloom/store';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../auth/verify-token.ts';

/** Takes one request of a caller's share; answers the seconds to wait when it is spent. */
export type TakeRequest = (caller: Caller) => Promise<number | undefined>;

/**
 * Requests per second of each person and of each practice, over all pods; each process by itself while Redis is away.
 */
export function createRequestLimits(
  redis: Redis,
  { idKey, perUser, perPractice }: { idKey: Uint8Array; perUser: number; perPractice: number },
): TakeRequest {
  const limiter = (name: string, points: number) =>
    new RateLimiterRedis({
      storeClient: redis.client,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      keyPrefix: `rate:${name}`,
      points,
      duration: 1,
      insuranceLimiter: new RateLimiterMemory({ points, duration: 1 }),
    });
  const byUser = limiter('user', perUser);
  const byPractice = limiter('practice', perPractice);
  return async ({ practice, sub }) => {
    try {
      await byUser.consume(keyedHash(idKey, 'user', practice, sub));
      await byPractice.consume(keyedHash(idKey, 'practice', practice));
      return undefined;
    } catch (spent) {
      if (spent instanceof RateLimiterRes) return Math.max(1, Math.ceil(spent.msBeforeNext / 1_000));
      throw spent;
    }
  };
}
