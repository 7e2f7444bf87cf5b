import { yearBounds } from '../calendar/zoned-bounds.ts';
import { type AskedDay, type FigureSession, kindAt, startingWithin } from './figure-session.ts';
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
  return startingWithin(history, yearBounds(date, zone)).filter(
    (session) =>
      kindOf(session) === 'held' &&
      !session.isGroup &&
      billedFor([session], invoices).some(({ billingType }) => billingType === 'medicare'),
  ).length;
}
