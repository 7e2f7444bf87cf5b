import type { Settings } from '../control/faults.ts';
import type { BaseClock } from '../sim-clock.ts';

const WINDOW_MS = 60_000;

/** A sliding minute per client. Headers name the limit and what is left; `waitSeconds` is set when over it. */
export function createRateLimit({ clock, settings }: { clock: BaseClock; settings: Settings }) {
  const seen = new Map<string, number[]>();
  return {
    count(client: string): { headers: Record<string, string>; waitSeconds?: number } {
      const now = clock.now();
      const recent = (seen.get(client) ?? []).filter((at) => at > now - WINDOW_MS && at <= now);
      const limit = settings.rateLimitPerMinute;
      const over = recent.length >= limit;
      if (!over) recent.push(now);
      seen.set(client, recent);
      const headers: Record<string, string> = {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - recent.length)),
      };
      if (!over) return { headers };
      const waitSeconds = Math.max(1, Math.ceil(((recent[0] ?? now) + WINDOW_MS - now) / 1000));
      return { headers: { ...headers, 'retry-after': String(waitSeconds) }, waitSeconds };
    },
  };
}
