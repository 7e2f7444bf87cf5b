import type { LocalDate } from '../calendar/local-date.ts';
import { type SessionsElsewhere, usedElsewhere } from '../own/sessions-elsewhere.ts';

/** A client's referral under a mental-health plan, as the figures count it. Days are dates, both included. */
export type PlanReferral = {
  readonly id: string;
  readonly limit: number;
  /** As Halaxy counts it; may be above the limit. */
  readonly used: number;
  readonly start?: LocalDate;
  readonly end?: LocalDate;
};

export type PlanFigures = {
  /** Null without an active referral. Never below 0, whatever was used. */
  readonly mhcpRemaining: number | null;
  /** The limit of the referral that counts. */
  readonly mhcpTotal: number | null;
};

/** Rebated individual sessions in a calendar year, by Medicare's rule. */
export const yearlySessionsMax = 10;

/**
 * What is left under a plan on a day: the lesser of what the referral leaves and what the calendar year leaves. The
 * referral that counts is, of those active, the one that expires first and leaves any.
 *
 * @param heldInYear the client's completed individual sessions that Medicare was billed for, in the day's calendar year
 * @param elsewhere what the client told of sessions outside of the practice; it counts in its own year alone
 */
export function planFigures(
  referrals: readonly PlanReferral[],
  {
    date,
    heldInYear,
    elsewhere,
  }: {
    readonly date: LocalDate;
    readonly heldInYear: number;
    readonly elsewhere?: SessionsElsewhere | null | undefined;
  },
): PlanFigures {
  const chosen = chosenOn(referrals, date);
  if (chosen === undefined) return { mhcpRemaining: null, mhcpTotal: null };
  const leftOfYear = yearlySessionsMax - heldInYear - usedElsewhere(elsewhere, date);
  const left = Math.min(leftOf(chosen), leftOfYear);
  return { mhcpRemaining: Math.max(0, left), mhcpTotal: chosen.limit };
}

/**
 * What the referral that counts on a day leaves by itself, below 0 where more was used; null without an active one.
 */
export function leftOfReferral(referrals: readonly PlanReferral[], date: LocalDate): number | null {
  const chosen = chosenOn(referrals, date);
  return chosen === undefined ? null : leftOf(chosen);
}

/**
 * Whether a client may have less left of the year than of the referral: only then does it matter what was billed.
 *
 * @param completed how many sessions of the year are completed at all
 */
export function yearMayDecide(
  leftByReferral: number | null,
  { completed, elsewhere }: { readonly completed: number; readonly elsewhere: number },
): boolean {
  return leftByReferral !== null && leftByReferral > Math.max(0, yearlySessionsMax - completed - elsewhere);
}

function chosenOn(referrals: readonly PlanReferral[], date: LocalDate): PlanReferral | undefined {
  const active = referrals.filter((referral) => isActive(referral, date));
  const leavesAny = active.filter((referral) => leftOf(referral) > 0);
  if (leavesAny.length > 0) return leavesAny.toSorted(byEnd)[0];
  return active.toSorted((a, b) => compare(endOf(b), endOf(a)) || byStart(a, b))[0];
}

/** Halaxy's own flag stays up when a referral is over: its period tells. */
function isActive({ start, end }: PlanReferral, date: LocalDate): boolean {
  return (start === undefined || start <= date) && (end === undefined || end >= date);
}

const leftOf = ({ limit, used }: PlanReferral): number => limit - used;
/** One without an end expires last. */
const endOf = ({ end }: PlanReferral): string => end ?? '9999';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byStart = (a: PlanReferral, b: PlanReferral): number =>
  compare(a.start ?? '', b.start ?? '') || compare(a.id, b.id);
const byEnd = (a: PlanReferral, b: PlanReferral): number => compare(endOf(a), endOf(b)) || byStart(a, b);
