import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startSimulator, webhookEvents } from '@bloom/halaxy-simulator';

/** A simulated Halaxy as a story knows it: by its addresses alone. */
export type OpenSimulator = {
  readonly url: string;
  readonly controlUrl: string;
  close(): Promise<void>;
};

type Asked = {
  readonly seed: number;
  /** A word that all its text bears. */
  readonly mark?: string;
  /** What a credential may ask of it in a minute, where that is not Halaxy's own. */
  readonly requestsPerMinute?: number;
  /** Where its webhooks go, less the event, and what they prove themselves with. */
  readonly webhooks?: { readonly target: string; readonly secret: string };
};

/** Stories hold whatever the clinic's seed, and wherever its Halaxy runs: `BLOOM_TEST_SIMULATOR=apart` moves both. */
const apart = process.env.BLOOM_TEST_SIMULATOR === 'apart';
const otherSeeds = 1_000;

export function openSimulator(asked: Asked): Promise<OpenSimulator> {
  return apart ? openApart(asked) : openHere(asked);
}

function openHere({ seed, mark, requestsPerMinute, webhooks }: Asked): Promise<OpenSimulator> {
  const to = ({ target, secret }: { target: string; secret: string }) =>
    webhookEvents.map((event) => ({ event, url: `${target}/${event}`, secret }));
  return startSimulator({
    port: 0,
    seed,
    mark,
    size: 'clinic',
    ...(requestsPerMinute ? { usual: { rateLimitPerMinute: requestsPerMinute } } : {}),
    ...(webhooks ? { webhooks: to(webhooks) } : {}),
  });
}

async function openApart({ seed, mark, requestsPerMinute, webhooks }: Asked): Promise<OpenSimulator> {
  const child = spawn(process.execPath, ['--conditions=bloom-source', 'simulators/halaxy/src/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PORT: '0',
      SEED: String(seed + otherSeeds),
      MARK: mark,
      RATE_LIMIT_PER_MINUTE: requestsPerMinute?.toString(),
      HALAXY_WEBHOOK_TARGET: webhooks?.target,
      HALAXY_WEBHOOK_SECRET: webhooks?.secret,
    },
  });
  const url = await addressOf(child);
  return { url, controlUrl: new URL('/_control/', url).href, close: () => end(child) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout)
    for await (const line of createInterface(child.stdout)) {
      const url = / ready at (\S+)$/.exec(line)?.[1];
      if (url) return url;
    }
  throw new Error('the simulator ended before it was ready');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
