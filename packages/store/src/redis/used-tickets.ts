import type { Redis } from './connect-redis.ts';

const rememberedSeconds = 60;
const heldMax = 100_000;

/**
 * Which socket tickets were used: each counts once, over all pods while Redis is up, and per process while it is not.
 */
export function createUsedTickets(redis: Redis, nowMs: () => number) {
  const own = new Map<string, number>();

  function takeHere(jti: string): boolean {
    const now = nowMs();
    for (const [id, endsAtMs] of own) {
      if (endsAtMs > now && own.size < heldMax) break;
      own.delete(id);
    }
    if (own.has(jti)) return false;
    own.set(jti, now + rememberedSeconds * 1_000);
    return true;
  }

  return {
    /** True for the first who comes with this ticket. */
    async take(jti: string): Promise<boolean> {
      if (!takeHere(jti)) return false;
      try {
        const taken = await redis.client.set(`ticket:${jti}`, '1', {
          condition: 'NX',
          expiration: { type: 'EX', value: rememberedSeconds },
        });
        return taken === 'OK';
      } catch {
        return true;
      }
    },
  };
}
