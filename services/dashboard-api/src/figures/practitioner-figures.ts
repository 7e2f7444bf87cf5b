import {
  type AskedDay,
  addDays,
  dayBounds,
  figuresHoldUntil,
  type LocalDate,
  localDateOf,
  type MonthFigures,
  monthBounds,
  monthFigures,
  type PractitionerSettings,
  type TimeZone,
  type UpcomingFigures,
  upcomingFigures,
  usedElsewhere,
  type WeekFigures,
  weekBounds,
  weekFigures,
  weekOf,
  yearBounds,
} from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { readOwn, recordTables, type Store } from '@bloom/store';
import { findCounted } from './find-counted.ts';
import { plansOn } from './plans-on.ts';
import { countedSession, readBilling } from './read-billing.ts';
import { type Catalogue, readCatalogue } from './read-catalogue.ts';
import { plansOf, readReferrals } from './read-plans.ts';

/** A practitioner's own aims; dollars. */
export type Aims = Omit<PractitionerSettings, 'timezone'>;

export type PractitionerFigures = {
  readonly weeklyStats: WeekFigures;
  readonly monthlyStats: MonthFigures;
  readonly upcomingStats: UpcomingFigures;
};

/** The furthest that a figure looks back from its day: the regulars of twelve weeks. */
const lookBackDays = 84;
/** Fewer used in a year than this, here and elsewhere, leave more of ten than an ending plan has. */
const yearMayEndFrom = 8;

export type PractitionerFiguresOf = (
  practice: string,
  practitionerId: string,
  day: { readonly date: LocalDate; readonly zone: TimeZone; readonly aims: Aims },
) => Promise<{
  readonly figures: PractitionerFigures;
  /** Until when they stand if nothing changes, milliseconds UTC. */
  readonly untilMs: number;
}>;

/** The figures of a practitioner's week and month, and of what lies ahead, for a day. */
export function createPractitionerFigures(store: Store, clock: Clock): PractitionerFiguresOf {
  const tables = recordTables(store);
  const { clients: ownOf } = readOwn(store);

  /** What is left under the plan of each of these clients on the day; null without an active one. */
  async function plansLeft(
    practice: string,
    clientIds: readonly string[],
    catalogue: Catalogue,
    day: AskedDay,
  ): Promise<Map<string, number | null>> {
    const plans = plansOf(await readReferrals(tables, practice, clientIds), catalogue);
    const year = yearBounds(day.date, day.zone);
    const [completed, own] = await Promise.all([
      findCounted(tables, practice, {
        clientId: { $in: [...plans.keys()] },
        'status.meaning': 'completed',
        startMs: { $gte: year.fromMs, $lt: year.toMs },
      }),
      ownOf.byIds(practice, [...plans.keys()]),
    ]);
    const byClient = Map.groupBy(completed, ({ clientId }) => clientId);
    const away = (clientId: string) => usedElsewhere(own.get(clientId)?.sessionsElsewhere, day.date);
    // Who came less often has more left of the year than an ending plan has: what was billed does not matter.
    const often = [...byClient]
      .filter(([clientId, came]) => came.length + away(clientId) >= yearMayEndFrom)
      .flatMap(([, came]) => came);
    const { sessions, invoices } = await readBilling(tables, practice, often, catalogue);
    const held = Map.groupBy(sessions, ({ clientId }) => clientId);
    const planOf = plansOn(day, { plans, held, invoices, own });
    return new Map(clientIds.map((id) => [id, planOf(id).mhcpRemaining]));
  }

  return async (practice, practitionerId, { date, zone, aims }) => {
    const nowMs = clock.nowMs();
    const day = { date, zone, nowMs };
    const [catalogue, near, clientIds] = await Promise.all([
      readCatalogue(tables, practice),
      findCounted(tables, practice, { practitionerId, startMs: around(date, zone) }),
      tables.sessions.distinct('clientId', {
        practice,
        practitionerId,
        gone: false,
        'status.meaning': { $nin: ['cancelled', 'no_show'] },
      }),
    ]);
    const came = near.filter(
      ({ startMs, status }) => status.meaning === 'completed' && localDateOf(startMs, zone) <= date,
    );
    const [billed, ahead, plans] = await Promise.all([
      readBilling(tables, practice, near, catalogue),
      findCounted(tables, practice, {
        clientId: { $in: [...new Set(came.map(({ clientId }) => clientId))] },
        startMs: { $gte: dayBounds(date, zone).toMs },
      }),
      plansLeft(practice, clientIds, catalogue, day),
    ]);
    const { sessions, invoices } = billed;
    const withAnybody = ahead.map((session) => countedSession(session, [], catalogue));
    const { maxSessions, weeklyRevenueTarget, monthlyRevenueTarget } = aims;
    return {
      figures: {
        weeklyStats: weekFigures(sessions, invoices, day, {
          maxSessions,
          targetRevenue: weeklyRevenueTarget,
        }),
        monthlyStats: monthFigures(sessions, invoices, day, { targetRevenue: monthlyRevenueTarget }),
        upcomingStats: upcomingFigures(sessions, withAnybody, plans, day),
      },
      untilMs: figuresHoldUntil([...sessions, ...withAnybody], {
        zone,
        nowMs,
        today: localDateOf(nowMs, zone),
      }),
    };
  };
}

/** Every session that a figure of the day may count: three months back, to the end of the month or of the next week. */
function around(date: LocalDate, zone: TimeZone): { $gte: number; $lt: number } {
  const month = monthBounds(date, zone);
  const nextWeek = weekBounds(addDays(weekOf(date).sunday, 1), zone);
  return {
    $gte: dayBounds(addDays(date, -lookBackDays), zone).fromMs,
    $lt: Math.max(month.toMs, nextWeek.toMs),
  };
}
