import { runView } from '@bloom/contracts';
import { dayBounds, localDateOf } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import { z } from 'zod';
import { assertMaySync } from '../../auth/policy.ts';
import type { ReconcilerPort } from '../../ports.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import { type RunReader, viewOfRun } from '../../read/run-reader.ts';
import { scheduleStatus, scheduleStatusOf } from '../../read/schedule-status.ts';
import type { SessionReader } from '../../read/session-reader.ts';
import { type ReadSyncStatus, syncStatus } from '../../read/sync-status.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { anyId, day, listOf } from '../schemas.ts';

const logItems = 50;

/** How the sync stands, and asking for a run of it. */
export function syncRoutes(ports: {
  readonly people: PeopleReader;
  readonly runs: RunReader;
  readonly readSyncStatus: ReadSyncStatus;
  readonly reconciler: ReconcilerPort;
  readonly sessions: Pick<SessionReader, 'count'>;
  readonly clock: Clock;
}): Route[] {
  const { people, runs, readSyncStatus, reconciler, sessions, clock } = ports;

  /** Starts it, or names the one about the same that runs. */
  async function start(asked: { practiceId: string; kind: string; practitionerId?: string; date?: string }) {
    const { run } = await reconciler.startRun(asked);
    if (!run) throw new BloomError('INTERNAL', 'a run was started and not named');
    return run.id;
  }

  return [
    defineRoute({
      name: 'GET /sync/status',
      tag: 'sync',
      summary: 'How fresh our record is, and what went wrong lately.',
      status: 200,
      data: syncStatus,
      async handle({ practice }) {
        return { data: await readSyncStatus(practice.id) };
      },
    }),
    defineRoute({
      name: 'GET /sync/runs/{id}',
      tag: 'sync',
      summary: 'How far a run is.',
      params: z.object({ id: anyId }),
      status: 200,
      data: runView,
      async handle({ practice, params }) {
        const [run] = await runs.byIds(practice.id, [params.id]);
        if (!run) throw new BloomError('NOT_FOUND');
        return { data: viewOfRun(run) };
      },
    }),
    defineRoute({
      name: 'GET /sync/log',
      tag: 'sync',
      summary: 'What was synced, run by run, the newest first.',
      description: 'At most 50 at a time; `nextCursor` asks for the rest.',
      query: z.object({ cursor: z.ulid('is no cursor of this list').optional() }),
      status: 200,
      data: listOf(runView),
      async handle({ practice, query }) {
        const found = await runs.page(practice.id, query.cursor, logItems + 1);
        const page = found.slice(0, logItems);
        const nextCursor = found.length > logItems ? (page.at(-1)?._id ?? null) : null;
        return { data: { items: page.map(viewOfRun), nextCursor } };
      },
    }),
    defineRoute({
      name: 'POST /practitioners/{id}/sync',
      tag: 'sync',
      summary: 'Reads a practitioner’s diary from Halaxy now.',
      description:
        'A month back and three ahead; what it had to show and does not is looked for. Where such a run is under way, ' +
        'that one is named.',
      params: z.object({ id: anyId }),
      status: 202,
      data: z.object({ runId: z.string() }),
      async handle({ caller, practice, params }) {
        if (!(await people.get(practice.id, params.id))) throw new BloomError('NOT_FOUND');
        assertMaySync(params.id, caller);
        const asked = { practiceId: practice.id, kind: 'practitioner', practitionerId: params.id };
        return { data: { runId: await start(asked) } };
      },
    }),
    defineRoute({
      name: 'POST /schedule/sync',
      tag: 'sync',
      summary: 'Reads a day’s diary from Halaxy now.',
      description:
        'Without `date` it is today in the practice’s zone. `schedule_synced` tells its screens when it is done; ' +
        '`/schedule/status/{date}` tells how it went.',
      query: z.object({ date: day.optional() }),
      status: 202,
      data: z.object({ taskId: z.string() }),
      async handle({ practice, query }) {
        const date = query.date ?? localDateOf(clock.nowMs(), practice.timezone);
        return { data: { taskId: await start({ practiceId: practice.id, kind: 'day', date }) } };
      },
    }),
    defineRoute({
      name: 'GET /schedule/status/{date}',
      tag: 'sync',
      summary: 'How the newest reading of that day went.',
      params: z.object({ date: day }),
      status: 200,
      data: scheduleStatus,
      async handle({ practice, params: { date } }) {
        const [run, held] = await Promise.all([
          runs.newestOfDay(practice.id, date),
          sessions.count(practice.id, dayBounds(date, practice.timezone)),
        ]);
        return { data: scheduleStatusOf(date, run, held) };
      },
    }),
  ];
}
