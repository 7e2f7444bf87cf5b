import { type LocalDate, weekOf } from '../calendar/local-date.ts';
import { weekBounds } from '../calendar/zoned-bounds.ts';
import { type AskedDay, type FigureSession, kindAt, startingWithin } from './figure-session.ts';
import { billedFor, dollars, type Invoices, totalCents } from './revenue.ts';

/** A practitioner's own aims; dollars. */
export type WeekAims = { readonly maxSessions: number; readonly targetRevenue: number };

export type WeekFigures = {
  readonly weekStartDate: LocalDate;
  readonly weekEndDate: LocalDate;
  /** Completed ones. */
  readonly currentSessions: number;
  /** Open ones. */
  readonly scheduledSessions: number;
  readonly maxSessions: number;
  readonly currentRevenue: number;
  readonly targetRevenue: number;
  /** Per cent of all that were not cancelled; null where there are none. */
  readonly completionRate: number | null;
  readonly noShowCount: number;
  readonly cancellationCount: number;
};

/** The week, Monday to Sunday, that the day is in. `sessions` are one practitioner's, of any time. */
export function weekFigures(
  sessions: readonly FigureSession[],
  invoices: Invoices,
  { date, zone, nowMs }: AskedDay,
  aims: WeekAims,
): WeekFigures {
  const { monday, sunday } = weekOf(date);
  const ofWeek = startingWithin(sessions, weekBounds(date, zone));
  const kindOf = kindAt(nowMs);
  const held = ofWeek.filter((session) => kindOf(session) === 'held');
  const cancellationCount = ofWeek.filter(({ meaning }) => meaning === 'cancelled').length;
  const counted = ofWeek.length - cancellationCount;
  return {
    weekStartDate: monday,
    weekEndDate: sunday,
    currentSessions: held.length,
    scheduledSessions: ofWeek.filter((session) => kindOf(session) === 'open').length,
    maxSessions: aims.maxSessions,
    currentRevenue: dollars(totalCents(billedFor(held, invoices))),
    targetRevenue: aims.targetRevenue,
    completionRate: counted === 0 ? null : Math.round((100 * held.length) / counted),
    noShowCount: ofWeek.filter(({ meaning }) => meaning === 'no_show').length,
    cancellationCount,
  };
}
