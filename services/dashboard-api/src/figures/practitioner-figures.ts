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
  type WeekFigures,
  weekBounds,
  weekFigures,
  weekOf,
} from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { readOwn, recordTables, type Store } from '@bloom/store';
import { type CountedSession, findCounted, findOpen } from './find-counted.ts';
import { createPlansLeft } from './plans-left.ts';
import { countedSession, readBilling } from './read-billing.ts';
import { type Catalogue, readCatalogue } from './read-catalogue.ts';

/** A practitioner's own aims; dollars. */
export type Aims = Omit<PractitionerSettings, 'timezone'>;

export type PractitionerFigures = {
  readonly weeklyStats: WeekFigures;
  readonly monthlyStats: MonthFigures;
  readonly upcomingStats: UpcomingFigures;
};

/** Statuses of sessions that did not take place. */
const neverHeld = ['cancelled', 'no_show'] as const;
/** The furthest that a figure looks back from its day: the regulars of twelve weeks. */
const lookBackDays = 84;

export type PractitionerFiguresOf = (
  practice: string,
  practitionerId: string,
  day: {
    readonly date: LocalDate;
    readonly zone: TimeZone;
    readonly aims: Aims;
    /** Where it is read for something else too. */
    readonly catalogueOf?: () => Promise<Catalogue>;
  },
) => Promise<{
  readonly figures: PractitionerFigures;
  /** Until when they stand if nothing changes, milliseconds UTC. */
  readonly untilMs: number;
}>;

/** The figures of a practitioner's week and month, and of what lies ahead, for a day. */
export function createPractitionerFigures(store: Store, clock: Clock): PractitionerFiguresOf {
  const tables = recordTables(store);
  const plansLeft = createPlansLeft(tables, readOwn(store));

  /** Everybody who came to the practitioner, or will. */
  const clientsOf = (practice: string, practitionerId: string): Promise<string[]> =>
    tables.sessions.distinct('clientId', {
      practice,
      practitionerId,
      gone: false,
      'status.meaning': { $nin: [...neverHeld] },
    });

  /** The sessions that figures of the day count, with what was billed for them, and what their clients booked ahead. */
  async function diaryOf(
    practice: string,
    practitionerId: string,
    { date, zone, nowMs, catalogueRead }: AskedDay & { readonly catalogueRead: Promise<Catalogue> },
  ) {
    const [catalogue, near] = await Promise.all([
      catalogueRead,
      findCounted(tables, practice, { practitionerId, startMs: around(date, zone) }),
    ]);
    const { toMs } = dayBounds(date, zone);
    const came = near.filter(({ startMs, status }) => status.meaning === 'completed' && startMs < toMs);
    const [billed, withAnybody] = await Promise.all([
      readBilling(tables, practice, near.filter(isBilledFor(date, zone)), catalogue),
      findOpen(tables, practice, [...new Set(came.map(({ clientId }) => clientId))], { fromMs: toMs, nowMs }),
    ]);
    return { catalogue, near, billed, withAnybody };
  }

  return async (practice, practitionerId, { date, zone, aims, catalogueOf }) => {
    const nowMs = clock.nowMs();
    const day = { date, zone, nowMs };
    const catalogueRead = catalogueOf?.() ?? readCatalogue(tables, practice);
    const [{ catalogue, near, billed, withAnybody }, plans] = await Promise.all([
      diaryOf(practice, practitionerId, { ...day, catalogueRead }),
      clientsOf(practice, practitionerId).then((ids) => plansLeft(practice, ids, catalogueRead, day)),
    ]);
    const { invoices } = billed;
    const withInvoices = new Map(billed.sessions.map((session) => [session.id, session]));
    const sessions = near.map((one) => withInvoices.get(one._id) ?? countedSession(one, [], catalogue));
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

/** Those whose invoices a figure of the day counts: of its week and its month, unless they are out. */
function isBilledFor(date: LocalDate, zone: TimeZone): (session: CountedSession) => boolean {
  const [week, month] = [weekBounds(date, zone), monthBounds(date, zone)];
  const isWithin = (startMs: number, { fromMs, toMs }: typeof week) => startMs >= fromMs && startMs < toMs;
  return ({ startMs, status }) =>
    (isWithin(startMs, week) || isWithin(startMs, month)) && !neverHeld.some((out) => out === status.meaning);
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
