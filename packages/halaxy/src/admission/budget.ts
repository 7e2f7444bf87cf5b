/**
 * One credential's request budget as a token bucket (GCRA), and who may still draw from it.
 *
 * Halaxy allows 500 requests in any 60 s (developers.halaxy.com, authentication). A bucket of `burst`
 * that refills at `perMinute` admits at most `perMinute + burst` in any 60 s: 420 + 40 stays below it.
 */
export type BudgetPolicy = { readonly perMinute: number; readonly burst: number };

export const halaxyBudget: BudgetPolicy = { perMinute: 420, burst: 40 };

/** People's writes before webhook re-reads before sweeps. */
export type Lane = 'people' | 'reread' | 'sweep';

/** A lane draws only while at least so many tokens are there: what is left below is the others' reserve. */
export const laneReserve: Readonly<Record<Lane, number>> = { people: 1, reread: 8, sweep: 20 };

/** Below so many requests left by Halaxy's own count, only people go on. */
export const remainingForPeopleOnly = 25;

export type Budget = {
  /** GCRA's theoretical arrival time, milliseconds: when the bucket would be full again. */
  readonly fullAtMs: number;
  /** Nothing is admitted before this instant: the end of a 429's Retry-After. */
  readonly gateUntilMs: number;
  /** Lower lanes wait until this instant: Halaxy said that little is left. */
  readonly scarceUntilMs: number;
  /** The read counter: raised by one with each admission; read numbers come from it. */
  readonly readNo: number;
};

export const freshBudget: Budget = { fullAtMs: 0, gateUntilMs: 0, scarceUntilMs: 0, readNo: 0 };

export type Admission =
  | { readonly kind: 'admitted'; readonly next: Budget }
  /** Nothing was taken; asking again is worth it after `waitMs`. */
  | { readonly kind: 'wait'; readonly waitMs: number };

/** How long one token takes to come back, milliseconds. */
export function tokenMs(policy: BudgetPolicy): number {
  return 60_000 / policy.perMinute;
}

/** How far the bucket may be from full for a lane to draw from it, milliseconds. */
export function laneDebtMsMax(lane: Lane, policy: BudgetPolicy): number {
  return (policy.burst - laneReserve[lane]) * tokenMs(policy);
}

/** Takes one token and the next read number together, or says how long to wait. Laws I9 and I4. */
export function admit(budget: Budget, lane: Lane, nowMs: number, policy: BudgetPolicy): Admission {
  const closedUntilMs =
    lane === 'people' ? budget.gateUntilMs : Math.max(budget.gateUntilMs, budget.scarceUntilMs);
  if (closedUntilMs > nowMs) return { kind: 'wait', waitMs: closedUntilMs - nowMs };
  const debtMs = Math.max(0, budget.fullAtMs - nowMs);
  const allowedDebtMs = laneDebtMsMax(lane, policy);
  if (debtMs > allowedDebtMs) return { kind: 'wait', waitMs: Math.ceil(debtMs - allowedDebtMs) };
  return {
    kind: 'admitted',
    next: { ...budget, fullAtMs: nowMs + debtMs + tokenMs(policy), readNo: budget.readNo + 1 },
  };
}

const retryAfterMsMax = 15 * 60_000;
const retryAfterMsUnsaid = 5_000;

/** For how long a 429 closes the gate, milliseconds: its Retry-After, 5 s when unsaid, 15 min at most. */
export function gateWaitMs(retryAfterMs: number | undefined): number {
  return Math.min(Math.max(retryAfterMs ?? retryAfterMsUnsaid, 0), retryAfterMsMax);
}

/** After a 429 nothing more goes out until the end of its Retry-After. A shorter one opens no longer gate. */
export function closeGate(budget: Budget, nowMs: number, retryAfterMs: number | undefined): Budget {
  return { ...budget, gateUntilMs: Math.max(budget.gateUntilMs, nowMs + gateWaitMs(retryAfterMs)) };
}

/** For how long the lower lanes pause when little is left, milliseconds. */
export const scarceForMs = 5_000;

/** After any answer that told `x-ratelimit-remaining`: below 25, sweeps and re-reads pause for 5 s. */
export function heedRemaining(budget: Budget, nowMs: number, remaining: number): Budget {
  if (remaining >= remainingForPeopleOnly) return budget;
  return { ...budget, scarceUntilMs: Math.max(budget.scarceUntilMs, nowMs + scarceForMs) };
}
