import type { LoadOutcome } from '../load/open-loop.ts';

export type Step = { readonly perSecond: number; readonly holds: boolean; readonly outcome: LoadOutcome };

/** Taken for granted; a rate of it means that nothing above it held. */
export const leastRate = 500;
const firstRate = 3_000;
const growth = 1.3;
const fineness = 1.05;
/** A short step may be hit by something else on the machine: it has a second try. */
const triesMax = 2;

/** What is due in the last moment may find every connection in use, also when nothing is wrong. */
const unsentShareMax = 0.001;

/** Nothing was refused, hardly anything was left, and 99 of 100 were answered within `p99MaxMs`. */
export function holds({ due, refused, unsent, latencyMs }: LoadOutcome, p99MaxMs: number): boolean {
  return refused === 0 && unsent <= due * unsentShareMax && latencyMs.p99 < p99MaxMs;
}

/**
 * Climbs until a rate no longer holds, then halves the step between the last two until it is below five in a hundred.
 *
 * @param measure one short run at a rate
 */
export async function findHighestRate(
  measure: (perSecond: number) => Promise<LoadOutcome>,
  p99MaxMs: number,
): Promise<{ readonly perSecond: number; readonly steps: readonly Step[] }> {
  const steps: Step[] = [];
  const tryRate = async (perSecond: number): Promise<boolean> => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const outcome = await measure(perSecond);
      const step = { perSecond, holds: holds(outcome, p99MaxMs), outcome };
      steps.push(step);
      if (step.holds) return true;
    }
    return false;
  };
  let good = leastRate;
  let bad = firstRate;
  while (await tryRate(bad)) {
    good = bad;
    bad = Math.round((bad * growth) / 100) * 100;
  }
  while (bad / good > fineness) {
    const middle = Math.round((good + bad) / 200) * 100;
    if (middle === good || middle === bad) break;
    if (await tryRate(middle)) good = middle;
    else bad = middle;
  }
  return { perSecond: good, steps };
}
