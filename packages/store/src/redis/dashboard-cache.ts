import { keyedHash } from '@bloom/kit';
import type { Redis } from './connect-redis.ts';

/** The longest that a dashboard is kept. */
export const dashboardKeptSeconds = 60;
/** It is less by up to this: what was kept at one moment, as after a restart, would else be missed at one moment too. */
const dashboardSpreadSeconds = 20;
const generationSeconds = 24 * 3_600;

/** What a look at the cache found. */
export type LookedUp = {
  /** The value, where one is kept. */
  readonly hit?: string;
  /** Whoever reads the store after two looks at the same generation reads nothing older; unknown without Redis. */
  readonly generation?: string;
  /** Keeps what was read since the look, if nothing changed meanwhile. */
  readonly fill: (value: string) => Promise<void>;
};

/** Puts the value, under its generation and Redis's own time, only if no change was announced since its reader began. */
const fillScript = `
if (redis.call('GET', KEYS[1]) or '0') ~= ARGV[1] then return 0 end
local now = redis.call('TIME')
local at = now[1] * 1000000 + now[2]
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. string.format('%.0f', at) .. ' ' .. ARGV[2], 'EX', ARGV[3])
return 1`;

/**
 * Dashboards under a generation: a change raises the generation before it is announced, so that what was read before
 * it can be neither served nor filled in after it. Without Redis every read is a miss.
 *
 * While Redis is away changes cannot be told to it. Who could not tell them does so when it is back; and a reader serves
 * nothing that was filled in before it had Redis back.
 *
 * Values are sealed by the caller; keys hold keyed hashes.
 */
export function createDashboardCache(redis: Redis) {
  const { client } = redis;
  const generationKey = (owner: string) => `dash:gen:{${owner}}`;
  const valueKey = (owner: string, part: string) => `dash:val:{${owner}}:${part}`;
  /** From when on entries are believed, microseconds by Redis's clock; asked for with the first look at a connection. */
  let believedFrom: Promise<number> | undefined;
  /** Owners that Redis was not told of yet, and since when, milliseconds. */
  const untold = new Map<string, number>();

  function askBelievedFrom(): Promise<number> {
    believedFrom ??= client.sendCommand(['TIME']).then((answer) => {
      const [seconds, micros] = answer as unknown as [string, string];
      return Number(seconds) * 1_000_000 + Number(micros);
    });
    believedFrom.catch(() => {
      believedFrom = undefined;
    });
    return believedFrom;
  }

  async function tell(): Promise<void> {
    const told = [...untold];
    if (told.length === 0) return;
    const all = client.multi();
    for (const [owner] of told) {
      all.incr(generationKey(owner));
      all.expire(generationKey(owner), generationSeconds);
    }
    await all.exec();
    for (const [owner, sinceMs] of told) if (untold.get(owner) === sinceMs) untold.delete(owner);
  }

  client.on('ready', () => {
    believedFrom = undefined;
    // What fails again is told with the next change, or the next time that Redis is back.
    tell().catch(() => {});
  });

  return {
    async look(owner: string, part: string): Promise<LookedUp> {
      const keys = [generationKey(owner), valueKey(owner, part)];
      try {
        const [from, [raised, entry]] = await Promise.all([askBelievedFrom(), client.mGet(keys)]);
        const generation = raised ?? '0';
        const held = readEntry(entry ?? '');
        const isHit = held !== undefined && held.generation === generation && held.filledAt >= from;
        return {
          ...(isHit ? { hit: held.value } : {}),
          generation,
          fill: async (value) => {
            await client
              .eval(fillScript, { keys, arguments: [generation, value, `${keptSeconds()}`] })
              .catch(() => {});
          },
        };
      } catch {
        return { fill: async () => {} };
      }
    },

    /** Everything that was read for these owners before now is forgotten: now, or else when Redis is back. */
    async forget(owners: readonly string[]): Promise<void> {
      const nowMs = performance.now();
      for (const owner of owners) untold.set(owner, nowMs);
      // By then nothing is left of what was filled in before.
      for (const [owner, sinceMs] of untold)
        if (nowMs - sinceMs > dashboardKeptSeconds * 1_000) untold.delete(owner);
      await tell();
    },
  };
}

function keptSeconds(): number {
  return dashboardKeptSeconds - Math.floor(Math.random() * dashboardSpreadSeconds);
}

function readEntry(entry: string): { generation: string; filledAt: number; value: string } | undefined {
  const [, generation, filledAt, value] = /^(\d+) (\d+) (.*)$/s.exec(entry) ?? [];
  if (generation === undefined || value === undefined) return undefined;
  return { generation, filledAt: Number(filledAt), value };
}

/** Whose dashboards these are: the owner of a generation. A key holds no id. */
export function dashboardOwner(idKey: Uint8Array, practice: string, practitionerId: string): string {
  return keyedHash(idKey, 'dashboard', practice, practitionerId);
}

/** Whose figures these are: what is kept of them goes with fewer changes than the dashboard. */
export function figuresOwner(idKey: Uint8Array, practice: string, practitionerId: string): string {
  return keyedHash(idKey, 'figures', practice, practitionerId);
}

export type DashboardCache = ReturnType<typeof createDashboardCache>;
