import {
  decidePermissions,
  decideSilence,
  type PermissionArea,
  parseTimeZone,
  type SilenceState,
} from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import type { Heard, PracticeDocument, SyncStatusDocument } from '@bloom/store';
import { z } from 'zod';
import type { RunReader } from '../read/run-reader.ts';
import { webhookUrls } from './webhook-urls.ts';

const instant = z.iso.datetime();
const check = z.enum(['ok', 'failed', 'unknown']);
const right = z.enum(['ok', 'missing', 'unknown']);

export const connection = z
  .object({
    webhooks: z.record(z.string(), z.object({ url: z.string(), lastHeardAt: instant.nullable() })),
    token: check.describe('Whether Halaxy takes the credentials.'),
    permissions: z.object({
      state: check,
      missing: z.array(z.string()).describe('Types that were refused.'),
      areas: z
        .object({
          Appointments: right,
          Patients: right,
          Practitioners: right,
          'Invoices & Payments': right,
          'Claims & Referrals': right,
        } satisfies Record<PermissionArea, typeof right>)
        .describe('The key’s rights by the names of Halaxy’s settings, as the sync has met them.'),
    }),
    firstSync: z.enum(['waiting', 'done']),
    silence: z.object({
      lastHeardAt: instant.nullable(),
      seconds: z.number().int().nullable().describe('Since any webhook was heard; null when none ever was.'),
      state: z
        .enum(['ok', 'silent', 'unknown'])
        .describe('silent = none for four working hours, though sweeps found changes made since.'),
      words: z.string().describe('The same in words, and what to do.'),
    }),
  })
  .meta({ id: 'Connection' });

export type Connection = z.infer<typeof connection>;

/** Of what webhooks tell. */
const heardTypes = ['Patient', 'Appointment', 'Invoice'];
/** A weekend, and what lies around it. */
const lookBackMs = 3 * 24 * 3_600_000;

const silenceWords: Readonly<Record<SilenceState, string>> = {
  ok: 'Webhooks are heard.',
  silent:
    'No webhook was heard for four working hours or more, though Halaxy has changed since. Compare the addresses and the ' +
    'secret with Halaxy’s settings. Sweeps find what changes meanwhile.',
  unknown: 'No webhook was heard yet. Enter the addresses and the secret in Halaxy’s settings.',
};

const credentialCodes: ReadonlySet<string> = new Set(['HALAXY_UNAUTHORISED', 'HALAXY_TOKEN_UNAVAILABLE']);

/** The check-list of a practice's connection to Halaxy. Holds its webhook addresses, which are secret. */
export function createReadConnection(ports: {
  readonly heard: Heard;
  readonly runs: RunReader;
  readonly clock: Clock;
  readonly publicUrl: string;
}) {
  const { heard, runs, clock, publicUrl } = ports;

  async function silenceOf(practice: PracticeDocument, lastHeardMs: number | undefined) {
    const zone = parseTimeZone(practice.timezone);
    if (!zone) throw new BloomError('INTERNAL', `practice ${practice._id} has a zone that is not known here`);
    const nowMs = clock.nowMs();
    const connectedAtMs = practice.createdAtMs;
    const sinceMs = Math.max(lastHeardMs ?? connectedAtMs, nowMs - lookBackMs);
    const changesMs = await runs.changesSeen(practice._id, heardTypes, sinceMs);
    return decideSilence({ lastHeardMs, connectedAtMs, changesMs, nowMs, zone });
  }

  return async (practice: PracticeDocument): Promise<Connection> => {
    const [rows, status] = await Promise.all([heard.of(practice._id), runs.status(practice._id)]);
    const heardAt = new Map(rows.map(({ event, lastHeardAtMs }) => [event, lastHeardAtMs]));
    const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
    const urls = Object.entries(webhookUrls(publicUrl, practice.practiceKey));
    const lastMs = rows.length === 0 ? undefined : Math.max(...heardAt.values());
    const state = await silenceOf(practice, lastMs);
    return {
      webhooks: Object.fromEntries(
        urls.map(([event, url]) => [event, { url, lastHeardAt: iso(heardAt.get(event)) }]),
      ),
      ...syncChecks(status),
      silence: {
        lastHeardAt: iso(lastMs),
        seconds: lastMs === undefined ? null : Math.max(0, Math.round((clock.nowMs() - lastMs) / 1_000)),
        state,
        words: silenceWords[state],
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
  const refused = open.filter(({ code }) => code === 'HALAXY_FORBIDDEN');
  const missing = [...new Set(refused.map(({ entity }) => entity))];
  const areas = decidePermissions({
    listedAtMs: { ...status?.cursors, ...status?.listedAtMs },
    refusedAtMs: Object.fromEntries(refused.map(({ entity, atMs }) => [entity, atMs])),
    lastAttemptAtMs: status?.lastAttemptAtMs ?? null,
  });
  const proven = status?.lastSuccessAtMs ? 'ok' : 'unknown';
  return {
    token: open.some(({ code }) => credentialCodes.has(code)) ? 'failed' : proven,
    permissions: { state: missing.length > 0 ? 'failed' : proven, missing, areas },
    firstSync: status?.firstSyncDone ? 'done' : 'waiting',
  };
}
