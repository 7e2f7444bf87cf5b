import { RateLimiterMemory } from 'rate-limiter-flexible';

const failuresAMinute = 30;

/**
 * Failed authentications by address. Only they count: a practice's webhooks, however many, are never held back. Kept
 * by each process for itself, so that no webhook waits for Redis.
 */
export function createFailureLimit({ points = failuresAMinute } = {}) {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return {
    async isBlocked(address: string): Promise<boolean> {
      return ((await limiter.get(address))?.consumedPoints ?? 0) >= points;
    },
    async failed(address: string): Promise<void> {
      // It rejects when the limit is reached: the next look tells.
      await limiter.consume(address).catch(() => {});
    },
  };
}
