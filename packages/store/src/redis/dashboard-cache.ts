import { keyedHash } from '@bloom/kit';
import type { Redis } from './connect-redis.ts';

const keptSeconds = 60;
const generationSeconds = 24 * 3_600;

/** Puts the value only if no change was announced since its reader began. */
const fillScript = `
if (redis.call('GET', KEYS[1]) or '0') == ARGV[1] then
  redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
  return 1
end
return 0`;

/**
 * Dashboards under a generation: a change raises the generation before it is announced, so that what was read before
 * it can be neither served nor filled in after it. Without Redis every read is a miss.
 *
 * Values are sealed by the caller; keys hold keyed hashes.
 */
export function createDashboardCache(redis: Redis) {
  const generationKey = (owner: string) => `dash:gen:{${owner}}`;
  const valueKey = (owner: string, generation: string, part: string) =>
    `dash:val:{${owner}}:${generation}:${part}`;

  return {
    /** The value, or a `fill` that keeps what was read meanwhile if nothing changed. */
    async look(
      owner: string,
      part: string,
    ): Promise<{ hit: string } | { fill: (value: string) => Promise<void> }> {
      try {
        const generation = (await redis.client.get(generationKey(owner))) ?? '0';
        const held = await redis.client.get(valueKey(owner, generation, part));
        if (held !== null) return { hit: held };
        return {
          fill: async (value) => {
            await redis.client
              .eval(fillScript, {
                keys: [generationKey(owner), valueKey(owner, generation, part)],
                arguments: [generation, value, `${keptSeconds}`],
              })
              .catch(() => {});
          },
        };
      } catch {
        return { fill: async () => {} };
      }
    },

    /** Everything that was read for these owners before now is forgotten. */
    async forget(owners: readonly string[]): Promise<void> {
      if (owners.length === 0) return;
      const all = redis.client.multi();
      for (const owner of owners) {
        all.incr(generationKey(owner));
        all.expire(generationKey(owner), generationSeconds);
      }
      await all.exec();
    },
  };
}

/** Whose dashboards these are: the owner of a generation. A key holds no id. */
export function dashboardOwner(idKey: Uint8Array, practice: string, practitionerId: string): string {
  return keyedHash(idKey, 'dashboard', practice, practitionerId);
}

export type DashboardCache = ReturnType<typeof createDashboardCache>;
