import type { Clock } from '@bloom/kit';
import type { GetSyncStatusResponse } from '@bloom/proto';
import type { SyncStatusDocument } from '@bloom/store';
import { z } from 'zod';
import { keepBriefly } from '../keep-briefly.ts';
import type { ReconcilerPort } from '../ports.ts';
import type { RunReader } from './run-reader.ts';

const instant = z.iso.datetime();

export const syncStatus = z
  .object({
    isConnected: z.boolean().describe('Whether the last attempts to read Halaxy succeeded.'),
    lastSuccessfulSync: instant.nullable(),
    lastSyncAttempt: instant.nullable(),
    syncErrors: z.array(
      z.object({
        timestamp: instant,
        operation: z.string(),
        entity: z.string(),
        error: z.string().describe('A code of the table of errors.'),
        isResolved: z.boolean(),
      }),
    ),
    pendingChanges: z.number().int().describe('Records that are to be read again.'),
    freshnessSeconds: z
      .number()
      .int()
      .nullable()
      .describe('How long ago all that Halaxy has was in our record; null until a first sync succeeded.'),
    canaryReadAt: instant
      .nullable()
      .describe('When a record that hardly ever goes was last read, and was there.'),
  })
  .meta({ id: 'SyncStatus' });

export type SyncStatus = z.infer<typeof syncStatus>;

const askedWithinMs = 500;
/** Five sweeps that all failed: then Halaxy counts as not connected. */
const connectedMs = 10 * 60_000;

/** Every open dashboard shows it: it is asked for once a second for all of them. */
const keptMs = 1_000;
/** One that did not answer is left alone for so long: its absence must not slow every dashboard. */
const leftAloneMs = 5_000;

/** How the sync stands: as the reconciler says, and while it does not answer, as the store tells. */
export function createReadSyncStatus(reconciler: ReconcilerPort, runs: RunReader, clock: Clock) {
  let awayUntilMs = Number.NEGATIVE_INFINITY;
  const read = async (practice: string): Promise<SyncStatus> => {
    try {
      if (clock.nowMs() >= awayUntilMs)
        return told(await reconciler.getSyncStatus({ practiceId: practice }, { deadlineMs: askedWithinMs }));
    } catch {
      awayUntilMs = clock.nowMs() + leftAloneMs;
    }
    const [status, pending] = await Promise.all([runs.status(practice), runs.pendingReads(practice)]);
    return stored(status, pending, clock.nowMs());
  };
  return keepBriefly(read, { keptMs, clock });
}

export type ReadSyncStatus = ReturnType<typeof createReadSyncStatus>;

function told(answer: GetSyncStatusResponse): SyncStatus {
  return {
    isConnected: answer.isConnected,
    lastSuccessfulSync: answer.lastSuccessfulSync?.toISOString() ?? null,
    lastSyncAttempt: answer.lastSyncAttempt?.toISOString() ?? null,
    syncErrors: answer.syncErrors.map(({ timestamp, operation, entity, error, isResolved }) => ({
      timestamp: (timestamp ?? new Date(0)).toISOString(),
      operation,
      entity,
      error,
      isResolved,
    })),
    pendingChanges: answer.pendingChanges,
    freshnessSeconds: answer.freshnessSeconds ?? null,
    canaryReadAt: answer.canaryReadAt?.toISOString() ?? null,
  };
}

function stored(status: SyncStatusDocument | null, pending: number, nowMs: number): SyncStatus {
  const iso = (ms: number | null | undefined) => (ms ? new Date(ms).toISOString() : null);
  const successMs = status?.lastSuccessAtMs ?? null;
  const freshMs = status?.freshAsOfMs;
  return {
    isConnected: successMs !== null && nowMs - successMs < connectedMs,
    lastSuccessfulSync: iso(successMs),
    lastSyncAttempt: iso(status?.lastAttemptAtMs),
    syncErrors: (status?.errors ?? []).map(({ atMs, operation, entity, code, resolved }) => ({
      timestamp: new Date(atMs).toISOString(),
      operation,
      entity,
      error: code,
      isResolved: resolved,
    })),
    pendingChanges: pending,
    freshnessSeconds: freshMs === undefined ? null : Math.max(0, Math.round((nowMs - freshMs) / 1_000)),
    canaryReadAt: iso(status?.canaryAtMs),
  };
}
