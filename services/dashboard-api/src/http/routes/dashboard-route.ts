import { monthlyStats, sessionItem, upcomingStats, weeklyStats } from '@bloom/contracts';
import { BloomError, type Clock } from '@bloom/kit';
import { z } from 'zod';
import { assertMaySee } from '../../auth/policy.ts';
import type { DashboardApiEvents } from '../../events.ts';
import { composeDay } from '../../read/compose-sessions.ts';
import type { DayReader } from '../../read/day-reader.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import { type ReadSyncStatus, syncStatus } from '../../read/sync-status.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, day } from '../schemas.ts';

const dashboard = z
  .object({
    practitioner: z.object({
      id: z.string(),
      displayName: z.string(),
      email: z.string().nullable(),
      specializations: z.array(z.string()),
      timezone: z.string(),
    }),
    todaysSessions: z.array(sessionItem).describe('Every session of the day, cancelled ones too, by start.'),
    weeklyStats,
    monthlyStats,
    upcomingStats,
    lastUpdated: z.iso.datetime().describe('When what is shown was read from our record.'),
    syncStatus,
  })
  .meta({ id: 'Dashboard' });

/** A practitioner's day. */
export function dashboardRoute(ports: {
  readonly people: PeopleReader;
  readonly days: Pick<DayReader, 'read'>;
  readonly readSyncStatus: ReadSyncStatus;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
}): Route {
  const { people, days, readSyncStatus, clock, events } = ports;
  return defineRoute({
    name: 'GET /practitioners/{id}/dashboard',
    tag: 'dashboard',
    summary: 'A practitioner’s day.',
    description:
      'The day is one of the practitioner’s zone; without `date` it is today there. All figures are those of that day: ' +
      'its week from Monday to Sunday, its month, and what lies ahead of it. `X-Cache` says whether the stored facts ' +
      'came from the cache; status, time and who is next are worked out anew for each answer.',
    params: z.object({ id: anyId }),
    query: z.object({ date: day.optional() }),
    etag: true,
    status: 200,
    data: dashboard,
    async handle({ caller, practice, params, query }) {
      const practitioner = await people.get(practice.id, params.id);
      if (!practitioner) throw new BloomError('NOT_FOUND');
      assertMaySee(params.id, caller);
      const [read, sync] = await Promise.all([
        days.read(practice, params.id, query.date),
        readSyncStatus(practice.id),
      ]);
      const { date, zone } = read.day;
      events.dashboardRead(read.cache);
      const shown = {
        practitioner: {
          id: practitioner._id,
          displayName: practitioner.displayName,
          email: practitioner.email,
          specializations: [],
          timezone: zone,
        },
        todaysSessions: composeDay(read.day.facts, { date, zone, nowMs: clock.nowMs() }),
        ...read.day.figures,
      };
      const { freshnessSeconds, ...standing } = sync;
      return {
        data: {
          ...shown,
          lastUpdated: new Date(read.day.readAtMs).toISOString(),
          syncStatus: { ...standing, freshnessSeconds },
        },
        headers: { 'X-Cache': read.cache },
        // Its age alone does not make it another dashboard.
        sameAs: { ...shown, standing },
      };
    },
  });
}
