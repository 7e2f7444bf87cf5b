import type { Clock } from '@bloom/kit';
import type { Heard, PracticeDocument, SyncStatusDocument } from '@bloom/store';
import { z } from 'zod';
import type { RunReader } from '../read/run-reader.ts';
import { webhookUrls } from './webhook-urls.ts';

const instant = z.iso.datetime();
const check = z.enum(['ok', 'failed', 'unknown']);

export const connection = z
  .object({
    webhooks: z.record(z.string(), z.object({ url: z.string(), lastHeardAt: instant.nullable() })),
    token: check.describe('Whether Halaxy takes the credentials.'),
    permissions: z.object({ state: check, missing: z.array(z.string()) }),
    firstSync: z.enum(['waiting', 'done']),
    silence: z.object({
      lastHeardAt: instant.nullable(),
      seconds: z.number().int().nullable().describe('Since any webhook was heard; null when none ever was.'),
    }),
  })
  .meta({ id: 'Connection' });

export type Connection = z.infer<typeof connection>;

const credentialCodes: ReadonlySet<string> = new Set(['HALAXY_UNAUTHORISED', 'HALAXY_TOKEN_UNAVAILABLE']);

/** The check-list of a practice's connection to Halaxy. Holds its webhook addresses, which are secret. */
export function createReadConnection(ports: {
  readonly heard: Heard;
  readonly runs: RunReader;
  readonly clock: Clock;
  readonly publicUrl: string;
}) {
  const { heard, runs, clock, publicUrl } = ports;
  return async (practice: PracticeDocument): Promise<Connection> => {
    const [rows, status] = await Promise.all([heard.of(practice._id), runs.status(practice._id)]);
    const heardAt = new Map(rows.map(({ event, lastHeardAtMs }) => [event, lastHeardAtMs]));
    const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
    const urls = Object.entries(webhookUrls(publicUrl, practice.practiceKey));
    const lastMs = rows.length === 0 ? undefined : Math.max(...heardAt.values());
    return {
      webhooks: Object.fromEntries(
        urls.map(([event, url]) => [event, { url, lastHeardAt: iso(heardAt.get(event)) }]),
      ),
      ...syncChecks(status),
      silence: {
        lastHeardAt: iso(lastMs),
        seconds: lastMs === undefined ? null : Math.max(0, Math.round((clock.nowMs() - lastMs) / 1_000)),
      },
    };
  };
}

export type ReadConnection = ReturnType<typeof createReadConnection>;

/** What the sync's own experience says of the connection. */
export function syncChecks(
  status: SyncStatusDocument | null,
): Pick<Connection, 'token' | 'permissions' | 'firstSync'> {
  const open = (status?.errors ?? []).filter(({ resolved }) => !resolved);
  const missing = [
    ...new Set(open.filter(({ code }) => code === 'HALAXY_FORBIDDEN').map(({ entity }) => entity)),
  ];
  const proven = status?.lastSuccessAtMs ? 'ok' : 'unknown';
  return {
    token: open.some(({ code }) => credentialCodes.has(code)) ? 'failed' : proven,
    permissions: { state: missing.length > 0 ? 'failed' : proven, missing },
    firstSync: status?.firstSyncDone ? 'done' : 'waiting',
  };
}
