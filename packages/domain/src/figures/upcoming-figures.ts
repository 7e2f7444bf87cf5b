import { addDays, weekOf } from '../calendar/local-date.ts';
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

  const isToday = localDateOf(nowMs, zone) === date;
  const { fromMs, toMs } = dayBounds(date, zone);
  const beginOf = (days: number): number => dayBounds(addDays(date, days), zone).fromMs;
  const isAhead = ({ startMs }: FigureSession) => (isToday ? startMs > nowMs : startMs >= fromMs);
  const booked = new Set(
    ofClients.filter((session) => isOpen(session) && session.startMs >= toMs).map(({ clientId }) => clientId),
  );

  const held = own.filter(
    (session) => session.startMs < toMs && !booked.has(session.clientId) && kindOf(session) === 'held',
  );
  const unbooked = [...Map.groupBy(held, ({ clientId }) => clientId).values()];
  const followUpFromMs = beginOf(1 - followUpDays);
  const regularFromMs = beginOf(1 - regularDays);
  const awayFromMs = beginOf(-regularAwayDays);

  const nextWeek = addDays(weekOf(date).sunday, 1);
  return {
    tomorrowSessions: startingWithin(own, dayBounds(addDays(date, 1), zone)).filter(stands).length,
    remainingThisWeek: startingWithin(own, weekBounds(date, zone)).filter(
      (session) => isOpen(session) && isAhead(session),
    ).length,
    nextWeekSessions: startingWithin(own, weekBounds(nextWeek, zone)).filter(stands).length,
    mhcpEndingSoon: [...plans.values()].filter((left) => left !== null && left <= endingSoonMax).length,
    clientsNeedingFollowUp: unbooked.filter((ofClient) =>
      ofClient.some(({ startMs }) => startMs >= followUpFromMs),
    ).length,
    unbookedRegulars: unbooked.filter((ofClient) => {
      const recent = ofClient.filter(({ startMs }) => startMs >= regularFromMs);
      return recent.length >= regularSessions && recent.every(({ startMs }) => startMs < awayFromMs);
    }).length,
  };
}
