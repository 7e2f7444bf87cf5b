import { type BreakerMode, type BreakerPolicy, type BreakerState, closedBreaker } from './breaker-state.ts';

/** What of a circuit all pods share: what was decided, not the calls that led to it. */
export type BreakerPhase = {
  readonly mode: BreakerMode;
  readonly generation: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly failures: number;
};

/** One circuit (a credential and a class) as all pods see it. May forget at any time. */
export type SharedBreaker = {
  /** What stands; undefined where nothing was ever decided, or all was forgotten. */
  read(): Promise<BreakerPhase | undefined>;
  /** Puts a phase in the place of an older generation's, in one step. Answers with what stands then, ours or not. */
  publish(phase: BreakerPhase): Promise<BreakerPhase>;
  /** Takes the one place of a probe that leaves this generation; false while another pod has it. */
  takeProbe(generation: number, forMs: number): Promise<boolean>;
};

export function phaseOf({ mode, generation, sinceMs, untilMs, failures }: BreakerState): BreakerPhase {
  return { mode, generation, sinceMs, untilMs, failures };
}

/**
 * Takes over what another pod decided, if it is newer than ours; of one generation, what stands for all is right. An
 * operator's hold is not ended by it. Nothing lasts longer than we would hold it ourselves, whatever that pod's clock says.
 */
export function adoptPhase(
  state: BreakerState,
  phase: BreakerPhase,
  nowMs: number,
  policy: BreakerPolicy,
): BreakerState {
  const isOurs = phase.generation === state.generation && phase.mode === state.mode;
  if (state.forced || isOurs || phase.generation < state.generation) return state;
  const heldMsMax = Math.max(policy.openMs, policy.rateOpenMs, policy.probeMs);
  const { mode, sinceMs, failures } = phase;
  const untilMs = Math.min(phase.untilMs, nowMs + heldMsMax);
  return { ...closedBreaker(nowMs, phase.generation), mode, sinceMs, untilMs, failures };
}

/** An operator let go of a circuit: for every pod the next call is the probe, whatever each held before. */
export function releasedPhase(before: BreakerPhase | undefined, nowMs: number): BreakerPhase {
  // A door raises its own generation once when it is held and once when it is let go of.
  const generation = (before?.generation ?? 0) + 2;
  return { mode: 'open', generation, sinceMs: nowMs, untilMs: nowMs, failures: before?.failures ?? 0 };
}
