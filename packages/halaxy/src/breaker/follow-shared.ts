import type { Clock } from '@bloom/kit';
import type { BreakerPolicy, BreakerState } from './breaker-state.ts';
import { type BreakerPhase, phaseOf, type SharedBreaker } from './shared-breaker.ts';

/** A decision of another pod is seen within this; no circuit asks more often. */
const lookEveryMs = 1_000;
/** No call waits longer for what other pods decided: then its own process goes on by itself. */
const patienceMs = 250;

export type SharedFollower = {
  /** Sees what other pods decided, at most once a second unless `now`, and tells them of what is newer here. */
  look(options?: { now: boolean }): Promise<void>;
  /** True where this process may send the probe: it alone of all pods, or alone without the others. */
  takeProbe(generation: number): Promise<boolean>;
  /** Tells the others, in the background. What does not reach them now does with a later look. */
  tell(state: BreakerState): void;
};

/**
 * Keeps one process's circuit and the shared one together. Whatever goes wrong with the shared one is no call's
 * trouble: the process then goes by what it knows.
 */
export function followShared({
  shared,
  clock,
  policy,
  held,
  adopt,
}: {
  shared: SharedBreaker;
  clock: Clock;
  policy: BreakerPolicy;
  held: () => BreakerState;
  adopt: (phase: BreakerPhase) => void;
}): SharedFollower {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> = Promise.resolve();

  async function patiently<T>(work: Promise<T>, otherwise: T): Promise<T> {
    const done = new AbortController();
    try {
      return await Promise.race([work, clock.sleep(patienceMs, done.signal).then(() => otherwise)]);
    } catch {
      return otherwise;
    } finally {
      done.abort();
    }
  }

  async function publish(state: BreakerState): Promise<void> {
    adopt(await shared.publish(phaseOf(state)));
  }

  async function readAndAdopt(): Promise<void> {
    const phase = await shared.read();
    const state = held();
    if (state.generation <= (phase?.generation ?? 0)) {
      if (phase) adopt(phase);
    } else if (!state.forced) await publish(state);
  }

  return {
    look({ now } = { now: false }) {
      if (now || clock.monotonicMs() - lookedAtMs >= lookEveryMs) {
        lookedAtMs = clock.monotonicMs();
        looking = patiently(readAndAdopt(), undefined);
      }
      return looking;
    },
    takeProbe: (generation) => patiently(shared.takeProbe(generation, policy.probeMs), true),
    tell(state) {
      publish(state).catch(() => {});
    },
  };
}
