import type { RunDocument } from '@bloom/store';
import { z } from 'zod';

/** How the newest reading of a day went, and how many sessions we hold of it. */
export const scheduleStatus = z
  .object({
    date: z.iso.date(),
    state: z.enum(['never', 'running', 'done', 'failed']),
    startedAt: z.iso.datetime().nullable(),
    completedAt: z.iso.datetime().nullable(),
    sessions: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
    errors: z.number().int(),
  })
  .meta({ id: 'ScheduleStatus' });

export type ScheduleStatus = z.infer<typeof scheduleStatus>;

const states = { running: 'running', done: 'done', partial: 'failed', failed: 'failed' } as const;

/** @param run the newest run of that day; null = it was never asked for */
export function scheduleStatusOf(date: string, run: RunDocument | null, sessions: number): ScheduleStatus {
  const iso = (ms: number | null | undefined) => (ms ? new Date(ms).toISOString() : null);
  const { created = 0, updated = 0, deleted = 0, errors = 0 } = run?.counts ?? {};
  return {
    date,
    state: run ? states[run.state] : 'never',
    startedAt: iso(run?.startedAtMs),
    completedAt: iso(run?.completedAtMs),
    sessions,
    created,
    updated,
    deleted,
    errors,
  };
}
