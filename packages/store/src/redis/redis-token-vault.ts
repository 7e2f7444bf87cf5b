import type { TokenVault } from '@bloom/halaxy';
import type { Sealer } from '@bloom/kit';
import type { Redis } from './connect-redis.ts';

const callSlotMs = 10_000;
/** A token's life at Halaxy; nothing is kept beyond it. */
const keptSeconds = 900;

/**
 * The token shared by all pods, sealed; and the slot of the one token call in 10 s. While Redis is away `fallback`,
 * the process's own vault, takes its place.
 *
 * @param credentialHash the credential's keyed hash: a key holds no id
 */
export function createRedisTokenVault(
  redis: Redis,
  {
    sealer,
    practice,
    credentialHash,
    fallback,
  }: {
    sealer: Sealer;
    practice: string;
    credentialHash: string;
    fallback: TokenVault;
  },
): TokenVault {
  const key = `halaxy:token:${credentialHash}`;
  const slot = `halaxy:token-call:${credentialHash}`;
  const place = { practice, collection: 'redis', id: credentialHash, field: 'token' };
  return {
    async read() {
      try {
        const held = await redis.client.get(key);
        return held === null ? undefined : JSON.parse(await sealer.open(JSON.parse(held), place));
      } catch {
        return fallback.read();
      }
    },
    async write(token) {
      await fallback.write(token);
      try {
        if (token === undefined) await redis.client.del(key);
        else {
          const sealed = JSON.stringify(await sealer.seal(JSON.stringify(token), place));
          await redis.client.set(key, sealed, { expiration: { type: 'EX', value: keptSeconds } });
        }
      } catch {
        // The process's own vault has it.
      }
    },
    async takeCallSlot() {
      if (!(await fallback.takeCallSlot())) return false;
      try {
        const taken = await redis.client.set(slot, '1', {
          condition: 'NX',
          expiration: { type: 'PX', value: callSlotMs },
        });
        return taken === 'OK';
      } catch {
        return true;
      }
    },
  };
}
