import { addDays, type LocalDate, weekOf } from '../calendar/local-date.ts';
import { dayBounds, localDateOf, weekBounds } from '../calendar/zoned-bounds.ts';
import { type AskedDay, type FigureSession, kindAt, startingWithin } from './figure-session.ts';

/** Days that end with the one asked for, itself included. */
const followUpDays = 30;
const regularDays = 84;
const regularSessions = 3;
/** A regular's last session lies further back than this. */
const regularAwayDays = 14;
/** A plan with no more than this left is ending: how much less makes no difference. */
export const endingSoonMax = 2;

export type UpcomingFigures = {
  readonly tomorrowSessions: number;
  readonly remainingThisWeek: number;
  readonly nextWeekSessions: number;
  readonly mhcpEndingSoon: number;
  readonly clientsNeedingFollowUp: number;
  readonly unbookedRegulars: number;
};

/**
 * What lies ahead of a practitioner, and who may be forgotten.
 *
 * @param own the practitioner's sessions
 * @param ofClients sessions of those clients with anybody of the practice, at least the open ones after the day
 * @param plans of each client who ever had a session with the practitioner that was not out, what is left under their
 *   plan on that day; null without an active one
 */
export function upcomingFigures(
  own: readonly FigureSession[],
  ofClients: readonly FigureSession[],
  plans: ReadonlyMap<string, number | null>,
  { date, zone, nowMs }: AskedDay,
): UpcomingFigures {
  const kindOf = kindAt(nowMs);
  const isOpen = (session: FigureSession) => kindOf(session) === 'open';
  const stands = (session: FigureSession) => isOpen(session) || kindOf(session) === 'held';
  const dateOf = ({ startMs }: FigureSession): LocalDate => localDateOf(startMs, zone);

  const isToday = localDateOf(nowMs, zone) === date;
  const fromMs = dayBounds(date, zone).fromMs;
  const isAhead = ({ startMs }: FigureSession) => (isToday ? startMs > nowMs : startMs >= fromMs);
  const booked = new Set(
    ofClients.filter((session) => isOpen(session) && dateOf(session) > date).map(({ clientId }) => clientId),
  );

  const heldDates = new Map<string, LocalDate[]>();
  for (const session of own) {
    if (kindOf(session) !== 'held') continue;
    const held = dateOf(session);
    if (held > date) continue;
    const dates = heldDates.get(session.clientId);
    if (dates) dates.push(held);
    else heldDates.set(session.clientId, [held]);
  }
  const since = (days: number): LocalDate => addDays(date, 1 - days);
  const unbooked = [...heldDates].filter(([clientId]) => !booked.has(clientId)).map(([, dates]) => dates);

  const nextWeek = addDays(weekOf(date).sunday, 1);
  return {
    tomorrowSessions: startingWithin(own, dayBounds(addDays(date, 1), zone)).filter(stands).length,
    remainingThisWeek: startingWithin(own, weekBounds(date, zone)).filter(
      (session) => isOpen(session) && isAhead(session),
    ).length,
    nextWeekSessions: startingWithin(own, weekBounds(nextWeek, zone)).filter(stands).length,
    mhcpEndingSoon: [...plans.values()].filter((left) => left !== null && left <= endingSoonMax).length,
    clientsNeedingFollowUp: unbooked.filter((dates) => dates.some((held) => held >= since(followUpDays)))
      .length,
    unbookedRegulars: unbooked.filter((dates) => {
      const recent = dates.filter((held) => held >= since(regularDays));
      return (
        recent.length >= regularSessions && recent.every((held) => held < addDays(date, -regularAwayDays))
      );
    }).length,
  };
}
