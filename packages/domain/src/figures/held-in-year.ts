import { localDateOf } from '../calendar/zoned-bounds.ts';
import { type AskedDay, type FigureSession, kindAt } from './figure-session.ts';
import { billedFor, type Invoices } from './revenue.ts';

/**
 * A client's completed individual sessions that Medicare was billed for, in the calendar year of the day, by the zone.
 *
 * @param history the client's sessions with anybody of the practice
 */
export function heldInYear(
  history: readonly FigureSession[],
  invoices: Invoices,
  { date, zone, nowMs }: AskedDay,
): number {
  const kindOf = kindAt(nowMs);
  const year = date.slice(0, 4);
  return history.filter(
    (session) =>
      kindOf(session) === 'held' &&
      !session.isGroup &&
      localDateOf(session.startMs, zone).slice(0, 4) === year &&
      billedFor([session], invoices).some(({ billingType }) => billingType === 'medicare'),
  ).length;
}
