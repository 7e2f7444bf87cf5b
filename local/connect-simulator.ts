import { localSecrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';

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
export async function connectSimulator(settings: LocalSettings): Promise<void> {
  const { ports, dir } = settings;
  const token = await adminToken(ports.issuer);
  const look = async (): Promise<Connection> => {
    const { data } = await askJson<{ data: Connection }>(
      `http://127.0.0.1:${ports.dashboardApi}/api/v1/practices/demo/connection`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    return data;
  };
  if (settings.halaxyBaseUrl === undefined) {
    const { webhooks } = await look();
    const secret = localSecrets(dir).HALAXY_WEBHOOK_SECRET;
    for (const [event, { url }] of Object.entries(webhooks))
      await askJson(`http://127.0.0.1:${ports.simulator}/_control/webhooks`, posted({ event, url, secret }));
  }
  const giveUpAt = Date.now() + firstSyncWithinMs;
  while ((await look()).firstSync !== 'done') {
    if (Date.now() > giveUpAt)
      throw new Error('The first sync is not done after 3 minutes: `make logs` tells what it waits for.');
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function adminToken(issuerPort: number): Promise<string> {
  const wanted = posted({ email: 'admin@bloom.test', practice: 'demo' });
  const { data } = await askJson<{ data: { token: string } }>(
    `http://127.0.0.1:${issuerPort}/token-for`,
    wanted,
  );
  return data.token;
}

function posted(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function askJson<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!response.ok)
    throw new Error(`${new URL(url).pathname} answered ${response.status}: see \`make logs\`.`);
  return (await response.json()) as T;
}
