/**
 * The state of one circuit (a credential and a class of calls: token, read or write) as a pure machine.
 *
 * closed → open after 5 consecutive failures (30 s), or when at least 3 and at least 10 % of the calls of
 * the last 60 s failed (60 s). open → half-open by time → closed by one probe. closed → slow while P95
 * stays above 3 s for 2 min: then 1 call in 10 goes through. A forced circuit stays open until cleared.
 * What counts as a failure is decided by an error's kind: refusals, 429 and 401 are none, and prove nothing.
 */
export type BreakerPolicy = {
  readonly consecutiveFailures: number;
  readonly openMs: number;
  readonly rateWindowMs: number;
  readonly rateFailuresMin: number;
  readonly rateMin: number;
  readonly rateOpenMs: number;
  readonly slowLatencyMs: number;
  readonly slowForMs: number;
  readonly slowAdmitsOneIn: number;
  readonly recoveryCalls: number;
  /** A probe that never came back frees its place after this. */
  readonly probeMs: number;
};

export const halaxyBreaker: BreakerPolicy = {
  consecutiveFailures: 5,
  openMs: 30_000,
  rateWindowMs: 60_000,
  rateFailuresMin: 3,
  rateMin: 0.1,
  rateOpenMs: 60_000,
  slowLatencyMs: 3_000,
  slowForMs: 120_000,
  slowAdmitsOneIn: 10,
  recoveryCalls: 20,
  probeMs: 15_000,
};

export type CallOutcome = 'success' | 'failure' | 'ignored';

type Call = { readonly atMs: number; readonly failed: boolean; readonly latencyMs: number };

export type BreakerMode = 'closed' | 'open' | 'half-open' | 'slow';

export type BreakerState = {
  readonly mode: BreakerMode;
  /**
   * Raised at every change of mode, and when a probe gives its place back: the result of a call begun before it says
   * nothing about now. Of two pods that differ the higher generation is right.
   */
  readonly generation: number;
  readonly sinceMs: number;
  /** open: when half-open begins · half-open: when the probe's place is free again. */
  readonly untilMs: number;
  readonly forced: boolean;
  readonly failuresInRow: number;
  /** The failures that opened it, failed probes included; 0 while calls go through. */
  readonly failures: number;
  readonly calls: readonly Call[];
  /** Since when P95 has been above the mark without a break. */
  readonly slowSinceMs: number | undefined;
  /** slow: calls asked for since, of which each tenth goes through. */
  readonly asked: number;
};

/** At most so many calls are remembered: more than the budget lets through in a window. */
const callsMax = 1_000;
const latencySampleMin = 20;

export function closedBreaker(nowMs: number, generation = 0): BreakerState {
  return {
    mode: 'closed',
    generation,
    sinceMs: nowMs,
    untilMs: 0,
    forced: false,
    failuresInRow: 0,
    failures: 0,
    calls: [],
    slowSinceMs: undefined,
    asked: 0,
  };
}

export type BreakerAnswer = { readonly admit: 'call' | 'probe' | 'reject'; readonly next: BreakerState };

/** May a call begin now? In half-open exactly one may, the probe; its place is free again after `probeMs`. */
export function askBreaker(state: BreakerState, nowMs: number, policy: BreakerPolicy): BreakerAnswer {
  if (state.forced) return { admit: 'reject', next: state };
  switch (state.mode) {
    case 'closed':
      return { admit: 'call', next: state };
    case 'slow': {
      const next = { ...state, asked: state.asked + 1 };
      return { admit: state.asked % policy.slowAdmitsOneIn === 0 ? 'call' : 'reject', next };
    }
    case 'open':
    case 'half-open': {
      if (nowMs < state.untilMs) return { admit: 'reject', next: state };
      const probing = { mode: 'half-open', sinceMs: nowMs, untilMs: nowMs + policy.probeMs } as const;
      return { admit: 'probe', next: { ...state, ...probing, generation: state.generation + 1 } };
    }
  }
}

export type CallResult = {
  readonly outcome: CallOutcome;
  readonly latencyMs: number;
  /** The generation under which the call was admitted. */
  readonly generation: number;
};

/** What a finished call does to the circuit. Results of an older generation change nothing. */
export function noteResult(
  state: BreakerState,
  result: CallResult,
  nowMs: number,
  policy: BreakerPolicy,
): BreakerState {
  if (result.generation !== state.generation || state.forced || state.mode === 'open') return state;
  if (state.mode === 'half-open') return noteProbe(state, result.outcome, nowMs, policy);
  if (result.outcome === 'ignored') return state;
  const failed = result.outcome === 'failure';
  const calls = [...state.calls, { atMs: nowMs, failed, latencyMs: result.latencyMs }]
    .filter(({ atMs }) => atMs > nowMs - policy.rateWindowMs)
    .slice(-callsMax);
  const failuresInRow = failed ? state.failuresInRow + 1 : 0;
  const failures = calls.filter((call) => call.failed).length;
  if (failuresInRow >= policy.consecutiveFailures) return opened(state, nowMs, policy.openMs, failures);
  if (failed && tooManyFailed(failures, calls.length, policy))
    return opened(state, nowMs, policy.rateOpenMs, failures);
  return judgeLatency({ ...state, calls, failuresInRow }, nowMs, policy);
}

/** A probe that proved nothing (429, 401, a refusal) gives its place back, and the next call probes. */
function noteProbe(
  state: BreakerState,
  outcome: CallOutcome,
  nowMs: number,
  policy: BreakerPolicy,
): BreakerState {
  if (outcome === 'success') return closedBreaker(nowMs, state.generation + 1);
  if (outcome === 'failure') return opened(state, nowMs, policy.openMs, state.failures + 1);
  return { ...state, untilMs: nowMs, generation: state.generation + 1 };
}

function opened(state: BreakerState, nowMs: number, forMs: number, failures: number): BreakerState {
  return { ...closedBreaker(nowMs, state.generation + 1), mode: 'open', untilMs: nowMs + forMs, failures };
}

function tooManyFailed(failures: number, calls: number, policy: BreakerPolicy): boolean {
  return failures >= policy.rateFailuresMin && failures >= policy.rateMin * calls;
}

function judgeLatency(state: BreakerState, nowMs: number, policy: BreakerPolicy): BreakerState {
  if (state.mode === 'slow') {
    const recovered =
      state.calls.length >= policy.recoveryCalls &&
      p95(state.calls.slice(-policy.recoveryCalls)) <= policy.slowLatencyMs;
    return recovered ? closedBreaker(nowMs, state.generation + 1) : state;
  }
  const isSlow = state.calls.length >= latencySampleMin && p95(state.calls) > policy.slowLatencyMs;
  if (!isSlow) return { ...state, slowSinceMs: undefined };
  const slowSinceMs = state.slowSinceMs ?? nowMs;
  if (nowMs - slowSinceMs < policy.slowForMs) return { ...state, slowSinceMs };
  return { ...closedBreaker(nowMs, state.generation + 1), mode: 'slow' };
}

/** The smallest latency that at least 95 % of the calls did not exceed (nearest rank). */
function p95(calls: readonly Call[]): number {
  const sorted = calls.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

/** An operator holds the circuit open; nothing but `clearForce` ends it. */
export function forceOpen(state: BreakerState, nowMs: number): BreakerState {
  if (state.forced) return state;
  return { ...closedBreaker(nowMs, state.generation + 1), mode: 'open', forced: true };
}

/** Lets go of a forced circuit: the next call is the probe. */
export function clearForce(state: BreakerState, nowMs: number): BreakerState {
  if (!state.forced) return state;
  return { ...state, forced: false, untilMs: nowMs, generation: state.generation + 1 };
}
