import { createAskClinic } from './ask-clinic.ts';
import { localSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import { type Run, runLine } from './sync-words.ts';

const firstSyncWithinMs = 180_000;
const lookEveryMs = 250;

type Connection = {
  readonly webhooks: Readonly<Record<string, { readonly url: string }>>;
  readonly firstSync: string;
};

/**
 * What an administrator does once with a real Halaxy: enters the eight webhook addresses at Halaxy's own screens, here
 * the simulator's control. Then waits until the first sync is done.
 *
 * @throws Error in words when a step is refused, or the first sync takes too long
 */
export async function connectSimulator(
  settings: LocalSettings,
  onProgress: (words: string) => void = () => {},
): Promise<void> {
  const { ports, dir } = settings;
  const ask = await createAskClinic(settings);
  const look = (): Promise<Connection> => ask<Connection>('/practices/demo/connection');
  if (settings.halaxyBaseUrl === undefined) {
    const { webhooks } = await look();
    const secret = localSecrets(dir).HALAXY_WEBHOOK_SECRET;
    for (const [event, { url }] of Object.entries(webhooks))
      await enter(`http://127.0.0.1:${ports.simulator}/_control/webhooks`, { event, url, secret });
  }
  const giveUpAt = Date.now() + firstSyncWithinMs;
  while ((await look()).firstSync !== 'done') {
    if (Date.now() > giveUpAt)
      throw new Error(
        'The first sync is not done after 3 minutes: `make sync-status` tells how far it is, `make logs` what it waits for.',
      );
    const [run] = (await ask<{ items: Run[] }>('/sync/log')).items;
    if (run) onProgress(runLine(run));
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** @throws Error in words when Halaxy's screens refuse it */
async function enter(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok)
    throw new Error(`${new URL(url).pathname} answered ${response.status}: see \`make logs\`.`);
}
