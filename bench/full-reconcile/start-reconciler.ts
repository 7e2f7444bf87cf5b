import { randomBytes } from 'node:crypto';
import { createSealer, localKms } from '@bloom/kit';
import { connectStore, createPractices, newPracticeKey, newWebhookSecret, prepareStore } from '@bloom/store';
import { spawnNode, stopChild } from '../processes/start-process.ts';
import type { BenchSettings } from '../settings.ts';

const httpPort = 4_693;
const grpcPort = 5_693;
const readyWithinMs = 20_000;
export const practice = 'bench';

/** The reconciler itself, by its own `main.ts`, with one practice in a database of its own. */
export async function startReconciler(
  { stack }: BenchSettings,
  {
    halaxyPort,
    core,
    env,
  }: {
    readonly halaxyPort: number;
    readonly core: number;
    readonly env: Readonly<Record<string, string>>;
  },
) {
  const sealingKey = randomBytes(32);
  const mongodbUri = `mongodb://127.0.0.1:${stack.ports.mongodb}/bench-${Date.now()}?replicaSet=rs0`;
  const sealer = createSealer(localKms(new Map([['bench', sealingKey]])));
  const place = { practice, collection: 'practices', id: practice };
  const store = await connectStore(mongodbUri);
  await prepareStore(store);
  const secret = newWebhookSecret();
  await createPractices(store).insert({
    _id: practice,
    name: 'Bench',
    timezone: 'Australia/Sydney',
    practiceKey: newPracticeKey(),
    halaxy: {
      baseUrl: `http://127.0.0.1:${halaxyPort}/main/`,
      clientId: practice,
      clientSecret: await sealer.seal('a secret', { ...place, field: 'clientSecret' }),
      userAgent: 'Bloom Sync (bench@bloom.test)',
    },
    webhookSecrets: [
      { secret: await sealer.seal(secret, { ...place, field: 'webhookSecret' }), endsAtMs: null },
    ],
    createdAtMs: 0,
    v: 1,
  });
  const child = spawnNode(new URL('../../services/reconciler/src/main.ts', import.meta.url), {
    core,
    flags: ['--max-old-space-size=192', '--max-semi-space-size=16'],
    env: {
      HTTP_PORT: `${httpPort}`,
      GRPC_PORT: `${grpcPort}`,
      SHUTDOWN_DELAY_MS: '0',
      KAFKA_BROKERS: `127.0.0.1:${stack.ports.kafka}`,
      MONGODB_URI: mongodbUri,
      REDIS_URL: `redis://127.0.0.1:${stack.ports.redis}`,
      ID_KEY: randomBytes(32).toString('base64'),
      SEALING_KEYS: `bench:${sealingKey.toString('base64')}`,
      ...env,
    },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error('the reconciler ended: is its port taken?')));
  });
  await Promise.race([ended, untilReady()]);
  ended.catch(() => {});
  return {
    pid: child.pid ?? 0,
    store,
    async stop(): Promise<void> {
      await stopChild(child);
      await store.dropDatabase();
      await store.close();
    },
  };
}

export type Reconciler = Awaited<ReturnType<typeof startReconciler>>;

/** @throws Error when it does not become ready */
async function untilReady(): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > giveUpAt) throw new Error('the reconciler did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
