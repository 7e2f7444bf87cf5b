import { asBloomError, BloomError, type Clock } from '@bloom/kit';
import CircuitBreaker from 'opossum';
import {
  askBreaker,
  type BreakerPolicy,
  type BreakerState,
  clearForce,
  closedBreaker,
  forceOpen,
  halaxyBreaker,
  noteResult,
} from './breaker-state.ts';

type Action<T> = (signal: AbortSignal) => Promise<T>;

export type Circuit = {
  /**
   * Runs a call if the circuit lets it. `prepare` (waiting for admission) is outside the call's timeout;
   * `action` gets a signal of its own, which aborts at the deadline.
   *
   * @throws BloomError HALAXY_CIRCUIT_OPEN, HALAXY_UNREACHABLE at the deadline, or what the call threw.
   */
  run<P, T>(prepare: () => Promise<P>, action: (prepared: P, signal: AbortSignal) => Promise<T>): Promise<T>;
  state(): BreakerState;
  forceOpen(): void;
  clearForce(): void;
  close(): void;
};

/**
 * A circuit around the calls of one class. The pure machine decides; opossum runs the call, keeps its
 * deadline and counts. Its own rules are switched off, because they dilute failures with rejections,
 * know no run of failures, and take a filtered error or a late success for a recovery.
 */
export function createCircuit({
  clock,
  timeoutMs,
  policy = halaxyBreaker,
  onChange = () => {},
}: {
  clock: Clock;
  timeoutMs: number;
  policy?: BreakerPolicy;
  onChange?: (now: BreakerState, before: BreakerState) => void;
}): Circuit {
  let held = closedBreaker(clock.nowMs());
  const opossum = new CircuitBreaker((action: Action<unknown>) => action(AbortSignal.timeout(timeoutMs)), {
    timeout: timeoutMs,
    volumeThreshold: Number.MAX_SAFE_INTEGER,
    errorThresholdPercentage: 100,
    resetTimeout: 2 ** 31 - 1,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });

  function become(next: BreakerState): void {
    const before = held;
    held = next;
    if (next.mode === before.mode && next.forced === before.forced) return;
    if (next.mode === 'open') opossum.open();
    else opossum.close();
    onChange(next, before);
  }

  function note(outcome: 'success' | 'failure' | 'ignored', generation: number, startedMs: number): void {
    const latencyMs = clock.monotonicMs() - startedMs;
    become(noteResult(held, { outcome, latencyMs, generation }, clock.nowMs(), policy));
  }

  return {
    async run(prepare, action) {
      const { admit, next } = askBreaker(held, clock.nowMs(), policy);
      become(next);
      if (admit === 'reject') throw new BloomError('HALAXY_CIRCUIT_OPEN', undefined, waitOf(held, clock));
      const { generation } = next;
      const prepared = await prepare();
      const startedMs = clock.monotonicMs();
      try {
        const result = await opossum.fire((signal) => action(prepared, signal));
        note('success', generation, startedMs);
        return result as Awaited<ReturnType<typeof action>>;
      } catch (thrown) {
        const error = fromOpossum(thrown);
        note(error.edge.breaker === 'failure' ? 'failure' : 'ignored', generation, startedMs);
        throw error;
      }
    },
    state: () => held,
    forceOpen: () => become(forceOpen(held, clock.nowMs())),
    clearForce: () => become(clearForce(held, clock.nowMs())),
    close: () => opossum.shutdown(),
  };
}

function waitOf(state: BreakerState, clock: Clock): { retryAfterMs?: number } {
  const waitMs = state.untilMs - clock.nowMs();
  return waitMs > 0 ? { retryAfterMs: waitMs } : {};
}

/** opossum tells its own refusals by code: a deadline, or a circuit that opened while admission was awaited. */
function fromOpossum(thrown: unknown): BloomError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ETIMEDOUT')
    return new BloomError('HALAXY_UNREACHABLE', 'no answer before the deadline', { cause: thrown });
  if (code === 'EOPENBREAKER') return new BloomError('HALAXY_CIRCUIT_OPEN', undefined, { cause: thrown });
  return asBloomError(thrown);
}
