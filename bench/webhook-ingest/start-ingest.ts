import { randomBytes } from 'node:crypto';
import { createSealer, localKms } from '@bloom/kit';
import { connectStore, createPractices, newPracticeKey, newWebhookSecret, prepareStore } from '@bloom/store';
import { spawnNode, stopChild } from '../processes/start-process.ts';
import type { BenchSettings } from '../settings.ts';

const httpPort = 4_691;
const grpcPort = 5_691;
const readyWithinMs = 20_000;

/** webhook-ingest itself, by its own `main.ts`, with one practice in a database of its own. */
export async function startIngest({ stack }: BenchSettings, core: number) {
  const sealingKey = randomBytes(32);
  const database = `bench-${Date.now()}`;
  const mongodbUri = `mongodb://127.0.0.1:${stack.ports.mongodb}/${database}?replicaSet=rs0`;
  const sealer = createSealer(localKms(new Map([['bench', sealingKey]])));
  const [practiceKey, secret] = [newPracticeKey(), newWebhookSecret()];
  const place = { practice: 'bench', collection: 'practices', id: 'bench' };
  const store = await connectStore(mongodbUri);
  await prepareStore(store);
  await createPractices(store).insert({
    _id: 'bench',
    name: 'Bench',
    timezone: 'Australia/Sydney',
    practiceKey,
    halaxy: {
      baseUrl: 'http://127.0.0.1:9/',
      clientId: 'bench',
      clientSecret: await sealer.seal('none', { ...place, field: 'clientSecret' }),
      userAgent: 'bench',
    },
    webhookSecrets: [
      { secret: await sealer.seal(secret, { ...place, field: 'webhookSecret' }), endsAtMs: null },
    ],
    createdAtMs: 0,
    v: 1,
  });
  await store.close();
  const child = spawnNode(new URL('../../services/webhook-ingest/src/main.ts', import.meta.url), {
    core,
    env: {
      HTTP_PORT: `${httpPort}`,
      GRPC_PORT: `${grpcPort}`,
      SHUTDOWN_DELAY_MS: '0',
      KAFKA_BROKERS: `127.0.0.1:${stack.ports.kafka}`,
      MONGODB_URI: mongodbUri,
      REDIS_URL: `redis://127.0.0.1:${stack.ports.redis}`,
      ID_KEY: randomBytes(32).toString('base64'),
      SEALING_KEYS: `bench:${sealingKey.toString('base64')}`,
    },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('webhook-ingest ended: is its port taken?')));
  });
  await Promise.race([ended, untilReady()]);
  ended.catch(() => {});
  return {
    pid: child.pid ?? 0,
    port: httpPort,
    path: `/webhooks/halaxy/${practiceKey}/appointment-update`,
    secret,
    /** How many went to the database because the broker was late: durable too, but not what is measured. */
    async spooled(): Promise<number> {
      const metrics = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
      return Number(/^bloom_webhooks_spooled_total(?:{[^}]*})? (\d+)/m.exec(metrics)?.[1] ?? 0);
    },
    stop: (): Promise<void> => stopChild(child),
  };
}

/** @throws Error when it does not become ready */
async function untilReady(): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > giveUpAt) throw new Error('webhook-ingest did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
