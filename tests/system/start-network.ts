import { randomUUID } from 'node:crypto';
import { connectBroker, consume } from '@bloom/broker';
import { allTopics } from '@bloom/contracts';
import {
  createHealth,
  createLogger,
  createMetrics,
  createPublicIds,
  createSealer,
  healthRoutes,
  localKms,
  serveHttp,
  systemClock,
} from '@bloom/kit';
import { reconcilerEvents, wireReconciler } from '@bloom/reconciler';
import { createPractices, prepareStore } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { buildIngest, ingestEvents } from '@bloom/webhook-ingest';
import { type OpenSimulator, openSimulator } from './open-simulator.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);

/**
 * The services on a real broker, database and Redis, in one process, with one simulated Halaxy for each practice. One
 * network at a time: topics and groups bear the names that they bear in production.
 */
export async function startNetwork(practices: readonly string[]) {
  const brokers = (process.env.BLOOM_TEST_KAFKA_BROKERS ?? '').split(',');
  const sealer = createSealer(localKms(new Map([['k', key(9)]])));
  const idKey = key(Math.floor(Math.random() * 255));
  const clock = systemClock;
  const logged: string[] = [];
  const log = { level: 'debug' as const, destination: { write: (line: string) => void logged.push(line) } };
  const brokerOf = (source: string) =>
    connectBroker({ brokers, clientId: source }, { idKey, sealer, source, clock });
  const store = await openTestStore();
  await prepareStore(store);
  const redis = await openTestRedis();
  const toBroker = brokerOf('webhook-ingest');
  const fromBroker = brokerOf('reconciler');
  await toBroker.ensureTopics(allTopics);

  const ingest = buildIngest({
    broker: toBroker,
    store,
    sealer,
    clock,
    events: ingestEvents(createLogger('webhook-ingest', log), createMetrics()),
    healthRoutes: healthRoutes(createHealth({}), createMetrics()),
  });
  const webhooks = serveHttp({ name: 'webhooks', host: '127.0.0.1', port: 0, handler: ingest.http });
  await webhooks.start();

  const simulators = new Map<string, OpenSimulator>();
  for (const [seed, practice] of practices.entries()) {
    const secret = `secret of ${practice}`;
    const practiceKey = randomUUID();
    const target = `http://127.0.0.1:${webhooks.port()}/webhooks/halaxy/${practiceKey}`;
    const simulator = await openSimulator({ seed: seed + 21, webhooks: { target, secret } });
    simulators.set(practice, simulator);
    const place = { practice, collection: 'practices', id: practice };
    await createPractices(store).insert({
      _id: practice,
      name: practice,
      timezone: 'Australia/Sydney',
      practiceKey,
      halaxy: {
        baseUrl: simulator.url,
        clientId: practice,
        clientSecret: await sealer.seal('a secret', { ...place, field: 'clientSecret' }),
        userAgent: 'Bloom Sync (dev@bloom.test)',
      },
      webhookSecrets: [
        { secret: await sealer.seal(secret, { ...place, field: 'webhookSecret' }), endsAtMs: null },
      ],
      createdAtMs: 0,
      v: 1,
    });
  }

  const reconciler = wireReconciler({
    store,
    redis,
    cache: redis,
    broker: fromBroker,
    sealer,
    config: { idKey, sweepSeconds: 3_600, listingMinutes: 15, historyDays: 30, futureDays: 90 },
    clock,
    events: reconcilerEvents(createLogger('reconciler', log), createMetrics()),
  });
  const consumers = consume(fromBroker, reconciler.consumers);
  await consumers.start();
  await reconciler.knowPractices();
  await reconciler.claimRuns();

  const act = async (practice: string, act: string, fields: object): Promise<void> => {
    const response = await fetch(`${simulators.get(practice)?.controlUrl}act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act, ...fields }),
    });
    if (!response.ok) throw new Error(`${act}: ${await response.text()}`);
  };

  return {
    store,
    broker: fromBroker,
    reconciler,
    simulators,
    ids: createPublicIds(idKey),
    logged,
    act,
    async synced(practice: string): Promise<void> {
      const status = store.collection<{ _id: string; firstSyncDone: boolean }>('sync_status');
      while (!(await status.findOne({ _id: practice }))?.firstSyncDone) await clock.sleep(20);
    },
    async close(): Promise<void> {
      await webhooks.stop();
      await consumers.stop();
      await reconciler.close();
      await toBroker.close();
      await fromBroker.close();
      await redis.close();
      for (const simulator of simulators.values()) await simulator.close();
      await store.drop();
    },
  };
}
