import { runView } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { assertMaySee } from '../../auth/policy.ts';
import type { ReconcilerPort } from '../../ports.ts';
import type { PeopleReader } from '../../read/people-reader.ts';
import { type RunReader, viewOfRun } from '../../read/run-reader.ts';
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
}): Route[] {
  const { people, runs, readSyncStatus, reconciler } = ports;

  /** A sweep reads all that changed, so whoever asks for a part of it is served by the one that runs. */
  async function sweep(practiceId: string): Promise<string> {
    const kind = (await runs.status(practiceId))?.firstSyncDone ? 'incremental' : 'first';
    const { run } = await reconciler.startRun({ practiceId, kind });
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
      query: z.object({ cursor: anyId.optional() }),
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
      summary: 'Reads from Halaxy what changed, for a practitioner who wants it now.',
      description: 'The run is a sweep of the practice; where one is under way, that one is named.',
      params: z.object({ id: anyId }),
      status: 202,
      data: z.object({ runId: z.string() }),
      async handle({ caller, practice, params }) {
        if (!(await people.get(practice.id, params.id))) throw new BloomError('NOT_FOUND');
        assertMaySee(params.id, caller);
        return { data: { runId: await sweep(practice.id) } };
      },
    }),
    defineRoute({
      name: 'POST /schedule/sync',
      tag: 'sync',
      summary: 'Reads from Halaxy what changed, for a day that is wanted now.',
      description: 'The run is a sweep of the practice; where one is under way, that one is named.',
      query: z.object({ date: day }),
      status: 202,
      data: z.object({ taskId: z.string() }),
      async handle({ practice }) {
        return { data: { taskId: await sweep(practice.id) } };
      },
    }),
  ];
}
