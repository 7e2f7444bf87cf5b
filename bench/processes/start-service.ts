import { randomBytes } from 'node:crypto';
import { createSealer, localKms } from '@bloom/kit';
import { connectStore, createPractices, newPracticeKey, newWebhookSecret, prepareStore } from '@bloom/store';
import type { BenchSettings } from '../settings.ts';
import { type ProcessOptions, spawnNode, stopChild } from './start-process.ts';

/** The one practice of a service that is measured by itself. */
export const practice = 'bench';
const readyWithinMs = 20_000;

type Service = Pick<ProcessOptions, 'core' | 'flags'> & {
  readonly name: string;
  readonly main: URL;
  readonly httpPort: number;
  /** Where its practice has its Halaxy. */
  readonly halaxyUrl: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** One service by its own `main.ts`, with one practice in a database of its own; its gRPC is 1,000 ports above. */
export async function startService({ stack }: BenchSettings, service: Service) {
  const { name, main, httpPort, halaxyUrl, env = {}, ...options } = service;
  const sealingKey = randomBytes(32);
  const mongodbUri = `mongodb://127.0.0.1:${stack.ports.mongodb}/bench-${Date.now()}?replicaSet=rs0`;
  const sealer = createSealer(localKms(new Map([['bench', sealingKey]])));
  const [practiceKey, secret] = [newPracticeKey(), newWebhookSecret()];
  const place = { practice, collection: 'practices', id: practice };
  const store = await connectStore(mongodbUri);
  await prepareStore(store);
  await createPractices(store).insert({
    _id: practice,
    name: 'Bench',
    timezone: 'Australia/Sydney',
    practiceKey,
    halaxy: {
      baseUrl: halaxyUrl,
      clientId: practice,
      clientSecret: await sealer.seal('none', { ...place, field: 'clientSecret' }),
      userAgent: 'Bloom Sync (bench@bloom.test)',
    },
    webhookSecrets: [
      { secret: await sealer.seal(secret, { ...place, field: 'webhookSecret' }), endsAtMs: null },
    ],
    createdAtMs: 0,
    v: 1,
  });
  const child = spawnNode(main, {
    ...options,
    env: {
      HTTP_PORT: `${httpPort}`,
      GRPC_PORT: `${httpPort + 1_000}`,
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
    child.once('exit', () => reject(new Error(`${name} ended: is its port taken?`)));
  });
  await Promise.race([ended, untilReady(name, httpPort)]);
  ended.catch(() => {});
  return {
    pid: child.pid ?? 0,
    store,
    practiceKey,
    secret,
    async stop(): Promise<void> {
      await stopChild(child);
      await store.dropDatabase();
      await store.close();
    },
  };
}

/** @throws Error when it does not become ready */
async function untilReady(name: string, httpPort: number): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > giveUpAt) throw new Error(`${name} did not become ready`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
