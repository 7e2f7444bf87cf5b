import type { Clock } from '@bloom/kit';
import type { BreakerPhase, SharedBreaker } from './shared-breaker.ts';

/** The shared breaker of pods in one process: the twin that tests use. */
export function createMemorySharedBreaker(clock: Clock): SharedBreaker {
  let held: BreakerPhase | undefined;
  const probes = new Map<number, number>();
  return {
    async read() {
      return held;
    },
    async publish(phase) {
      if (held === undefined || held.generation < phase.generation) held = phase;
      return held;
    },
    async takeProbe(generation, forMs) {
      if ((probes.get(generation) ?? 0) > clock.nowMs()) return false;
      probes.set(generation, clock.nowMs() + forMs);
      return true;
    },
  };
}
