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
import { followShared } from './follow-shared.ts';
import { adoptPhase, type SharedBreaker } from './shared-breaker.ts';

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
  close(): void;
};

export type CircuitOptions = {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly policy?: BreakerPolicy;
  /** What other pods decided of this circuit; without it the process goes by itself. */
  readonly shared?: SharedBreaker;
  /** Does an operator hold it open? Asked at every call: answers from memory save now and then, and never rejects. */
  readonly isForced?: () => Promise<boolean>;
  readonly onChange?: (now: BreakerState, before: BreakerState) => void;
};

/**
 * A circuit around the calls of one class. The pure machine decides; opossum runs the call, keeps its
 * deadline and counts. Its own rules are switched off, because they dilute failures with rejections,
 * know no run of failures, and take a filtered error or a late success for a recovery.
 */
export function createCircuit(options: CircuitOptions): Circuit {
  const { clock, timeoutMs, policy = halaxyBreaker, shared, isForced, onChange = () => {} } = options;
  let held = closedBreaker(clock.nowMs());
  const opossum = new CircuitBreaker((action: Action<unknown>) => action(AbortSignal.timeout(timeoutMs)), {
    timeout: timeoutMs,
    volumeThreshold: Number.MAX_SAFE_INTEGER,
    errorThresholdPercentage: 100,
    resetTimeout: 2 ** 31 - 1,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  const others =
    shared &&
    followShared({
      shared,
      clock,
      policy,
      held: () => held,
      adopt: (phase) => become(adoptPhase(held, phase, clock.nowMs(), policy)),
    });

  function become(next: BreakerState): void {
    const before = held;
    held = next;
    if (next.mode === before.mode && next.forced === before.forced) return;
    if (next.mode === 'open') opossum.open();
    else opossum.close();
    onChange(next, before);
  }

  /** What this process decided by itself, and others are to know. */
  function decide(next: BreakerState): void {
    const isNews = next.generation !== held.generation;
    become(next);
    if (isNews) others?.tell(next);
  }

  async function heedForce(): Promise<void> {
    const forced = isForced === undefined ? held.forced : await isForced();
    if (forced === held.forced) return;
    if (forced) return become(forceOpen(held, clock.nowMs()));
    // While it was held, other pods may have probed already.
    become(clearForce(held, clock.nowMs()));
    await others?.look({ now: true });
  }

  const refused = (): BloomError => new BloomError('HALAXY_CIRCUIT_OPEN', undefined, waitOf(held, clock));

  /** The generation under which a call may begin. @throws BloomError HALAXY_CIRCUIT_OPEN */
  async function admitted(): Promise<number> {
    await heedForce();
    if (others && !held.forced) await others.look();
    const asked = held.generation;
    let answer = askBreaker(held, clock.nowMs(), policy);
    if (answer.admit === 'probe' && others) {
      const isOurs = await others.takeProbe(asked);
      if (!isOurs || held.generation !== asked) throw refused();
      answer = askBreaker(held, clock.nowMs(), policy);
    }
    decide(answer.next);
    if (answer.admit === 'reject') throw refused();
    return answer.next.generation;
  }

  /** A call that waited for its turn while the circuit opened is not sent, nor beside another's probe. */
  async function assertStillAdmitted(generation: number): Promise<void> {
    await heedForce();
    if (held.generation !== generation && (held.mode === 'open' || held.mode === 'half-open'))
      throw refused();
  }

  function note(outcome: 'success' | 'failure' | 'ignored', generation: number, startedMs: number): void {
    const latencyMs = clock.monotonicMs() - startedMs;
    decide(noteResult(held, { outcome, latencyMs, generation }, clock.nowMs(), policy));
  }

  return {
    async run(prepare, action) {
      const generation = await admitted();
      const prepared = await prepare();
      await assertStillAdmitted(generation);
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
