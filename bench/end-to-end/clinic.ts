import { randomUUID } from 'node:crypto';
import { connectStore, recordTables } from '@bloom/store';
import type { BenchSettings } from '../settings.ts';
import { askJson } from './ask-json.ts';

/** One practice of the running stack, with all that is needed to act in it and to watch it. */
export type Clinic = {
  readonly practice: string;
  readonly controlUrl: string;
  readonly token: string;
  /** Halaxy's ids of appointments that lie ahead. */
  readonly appointments: readonly string[];
};

const syncedWithinMs = 120_000;
const userAgent = 'Bloom Sync (bench@bloom.test)';

type Made = {
  readonly data: { readonly webhookSecret: string; readonly webhookUrls: Readonly<Record<string, string>> };
};

const api = ({ stack }: BenchSettings): string => `http://127.0.0.1:${stack.ports.dashboardApi}/api/v1`;
export const hostOf = (port: number): string => `127.0.0.1:${port}`;

export async function tokenOf({ stack }: BenchSettings, practice: string): Promise<string> {
  const email = practice === 'demo' ? 'admin@bloom.test' : `admin@${practice}.test`;
  const url = `http://127.0.0.1:${stack.ports.issuer}/token-for`;
  return (await askJson<{ data: { token: string } }>(url, { body: { email, practice } })).data.token;
}

/** Makes a practice as an administrator does, enters its webhooks at its Halaxy, and waits for its first sync. */
export async function addClinic(settings: BenchSettings, practice: string, port: number): Promise<void> {
  const { data } = await askJson<Made>(`${api(settings)}/practices`, {
    token: await tokenOf(settings, 'demo'),
    headers: { 'idempotency-key': randomUUID() },
    body: {
      id: practice,
      name: practice,
      timezone: 'Australia/Sydney',
      halaxy: {
        baseUrl: `http://${hostOf(port)}/main/`,
        clientId: practice,
        clientSecret: 'a secret of the benchmark',
        userAgent,
      },
    },
  });
  for (const [event, url] of Object.entries(data.webhookUrls))
    await askJson(`http://${hostOf(port)}/_control/webhooks`, {
      body: { event, url, secret: data.webhookSecret },
    });
  const token = await tokenOf(settings, practice);
  const giveUpAt = Date.now() + syncedWithinMs;
  const connection = `${api(settings)}/practices/${practice}/connection`;
  while ((await askJson<{ data: { firstSync: string } }>(connection, { token })).data.firstSync !== 'done') {
    if (Date.now() > giveUpAt) throw new Error(`the first sync of ${practice} took too long`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export async function describeClinic(
  settings: BenchSettings,
  practice: string,
  port: number,
): Promise<Clinic> {
  const { mongodb } = settings.stack.ports;
  const store = await connectStore(`mongodb://127.0.0.1:${mongodb}/bloom?replicaSet=rs0`);
  const sessions = await recordTables(store)
    .sessions.find({ practice, gone: false, startMs: { $gt: Date.now() } })
    .sort({ startMs: 1 })
    .limit(200)
    .toArray();
  await store.close();
  return {
    practice,
    controlUrl: `http://${hostOf(port)}/_control/`,
    token: await tokenOf(settings, practice),
    appointments: [...new Set(sessions.map(({ halaxyId }) => halaxyId))],
  };
}

/** A ticket for a socket. */
export async function ticketOf(settings: BenchSettings, { token }: Clinic): Promise<string> {
  const url = `${api(settings)}/realtime/ticket`;
  return (await askJson<{ data: { ticket: string } }>(url, { method: 'POST', token })).data.ticket;
}
