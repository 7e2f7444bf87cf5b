import type { LocalDate } from '../calendar/local-date.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import { localDateOf } from '../calendar/zoned-bounds.ts';
import { type FigureSession, kindAt } from './figure-session.ts';

/**
 * The number of a session among its client's completed ones with its practitioner, by start; one that is not completed
 * yet counts as the next. Null for one that is out.
 *
 * @param history the client's sessions with that practitioner
 */
export function sessionNumber(
  session: FigureSession,
  history: readonly FigureSession[],
  nowMs: number,
): number | null {
  const kindOf = kindAt(nowMs);
  if (kindOf(session) === 'out') return null;
  const before = history.filter((other) => kindOf(other) === 'held' && isBefore(other, session));
  return before.length + 1;
}

/**
 * Whole calendar months from the client's first session with the practitioner that is not out to the day. A month's end
 * counts as reached on the last day of a shorter month. 0 without an earlier session.
 */
export function relationshipMonths(
  history: readonly FigureSession[],
  { date, zone, nowMs }: { readonly date: LocalDate; readonly zone: TimeZone; readonly nowMs: number },
): number {
  const kindOf = kindAt(nowMs);
  const starts = history.filter((session) => kindOf(session) !== 'out').map(({ startMs }) => startMs);
  if (starts.length === 0) return 0;
  return Math.max(0, monthsBetween(localDateOf(Math.min(...starts), zone), date));
}

function monthsBetween(first: LocalDate, last: LocalDate): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = first.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = last.split('-').map(Number);
  const months = (toYear - fromYear) * 12 + toMonth - fromMonth;
  const daysInLast = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate();
  return toDay >= Math.min(fromDay, daysInLast) ? months : months - 1;
}

function isBefore(a: FigureSession, b: FigureSession): boolean {
  return a.startMs === b.startMs ? a.id < b.id : a.startMs < b.startMs;
}
