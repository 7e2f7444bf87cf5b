import type { Clock } from '@bloom/kit';
import { type DashboardCache, dashboardKeptSeconds } from '../redis/dashboard-cache.ts';

/** The dashboards' cache in memory, for tests: every reader and writer of one process shares it. */
export function createMemoryDashboardCache({ clock }: { readonly clock: Clock }): DashboardCache {
  const generations = new Map<string, number>();
  const values = new Map<
    string,
    { readonly generation: number; readonly value: string; readonly endsAtMs: number }
  >();
  const keyOf = (owner: string, part: string) => JSON.stringify([owner, part]);

  return {
    async look(owner, part) {
      const generation = generations.get(owner) ?? 0;
      const held = values.get(keyOf(owner, part));
      const isHit = held && held.generation === generation && held.endsAtMs > clock.nowMs();
      return {
        ...(isHit ? { hit: held.value } : {}),
        generation: `${generation}`,
        async fill(value) {
          if ((generations.get(owner) ?? 0) !== generation) return;
          const endsAtMs = clock.nowMs() + dashboardKeptSeconds * 1_000;
          values.set(keyOf(owner, part), { generation, value, endsAtMs });
        },
      };
    },
    async forget(owners) {
      for (const owner of owners) generations.set(owner, (generations.get(owner) ?? 0) + 1);
    },
  };
}
