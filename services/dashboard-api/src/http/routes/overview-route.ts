import { formatIso, kindOfStatus, shownStatus } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { z } from 'zod';
import { assertOwnPractice } from '../../auth/policy.ts';
import type { DayReader } from '../../read/day-reader.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import type { StoredDay } from '../../read/read-day.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, day } from '../schemas.ts';

const counts = {
  sessionsToday: z.number().int().describe('Those that are neither cancelled nor missed.'),
  completedToday: z.number().int(),
  weekCompleted: z.number().int(),
  weekScheduled: z.number().int(),
  monthRevenue: z.number().describe('Dollars, to the cent.'),
};

const row = z
  .object({
    practitionerId: z.string(),
    displayName: z.string(),
    ...counts,
    nextSessionAt: z.iso
      .datetime({ offset: true })
      .nullable()
      .describe('When the first open session of the day starts that has not started.'),
  })
  .meta({ id: 'OverviewRow' });

type Counts = { readonly [name in keyof typeof counts]: number };

/** One request is many days where many work: it leaves room for the requests of others (law I5). */
const daysAtOnce = 4;

/** A practice's day in one row per practitioner. */
export function overviewRoute(ports: {
  readonly people: PeopleReader;
  readonly days: Pick<DayReader, 'read'>;
  readonly clock: Clock;
}): Route {
  const { people, days, clock } = ports;
  return defineRoute({
    name: 'GET /practices/{id}/overview',
    tag: 'dashboard',
    summary: 'A practice’s day: one row per practitioner, and totals.',
    description:
      'Each row counts what that practitioner’s dashboard of the same day counts. Without `date` it is today where each is.',
    params: z.object({ id: anyId }),
    query: z.object({ date: day.optional() }),
    etag: true,
    status: 200,
    data: z.object({ items: z.array(row), totals: z.object(counts) }),
    async handle({ caller, practice, params, query }) {
      assertOwnPractice(params.id, caller);
      const nowMs = clock.nowMs();
      const staff = await people.list(practice.id);
      const rowOf = async ({ _id, displayName }: (typeof staff)[number]) => {
        const { day: stored } = await days.read(practice, _id, query.date);
        const next = stored.facts.find((one) => one.startMs > nowMs && kindOf(one, nowMs) === 'open');
        return {
          practitionerId: _id,
          displayName,
          ...countsOf(stored, nowMs),
          nextSessionAt: next ? formatIso(next.startMs, stored.zone) : null,
        };
      };
      const items: Awaited<ReturnType<typeof rowOf>>[] = [];
      for (let first = 0; first < staff.length; first += daysAtOnce)
        items.push(...(await Promise.all(staff.slice(first, first + daysAtOnce).map(rowOf))));
      return { data: { items, totals: totalsOf(items) } };
    },
  });
}

type Fact = StoredDay['facts'][number];

const kindOf = (one: Fact, nowMs: number) => kindOfStatus[shownStatus(one.status.meaning, one, nowMs)];

function countsOf({ facts, figures }: StoredDay, nowMs: number): Counts {
  const kinds = facts.map((one) => kindOf(one, nowMs));
  return {
    sessionsToday: kinds.filter((kind) => kind !== 'out').length,
    completedToday: kinds.filter((kind) => kind === 'held').length,
    weekCompleted: figures.weeklyStats.currentSessions,
    weekScheduled: figures.weeklyStats.scheduledSessions,
    monthRevenue: figures.monthlyStats.currentRevenue,
  };
}

function totalsOf(rows: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => rows.reduce((total, one) => total + one[name], 0);
  return {
    sessionsToday: sum('sessionsToday'),
    completedToday: sum('completedToday'),
    weekCompleted: sum('weekCompleted'),
    weekScheduled: sum('weekScheduled'),
    // Cents would drift apart in binary fractions.
    monthRevenue: Math.round(sum('monthRevenue') * 100) / 100,
  };
}
