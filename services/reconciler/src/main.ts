/** reconciler keeps our record equal to Halaxy's: it reads again what webhooks name, and sweeps for what they missed. */
import { consume, reportBroker } from '@bloom/broker';
import { entityChanged, resourceNotified, resourceObserved, slicesDue } from '@bloom/contracts';
import { alive, createSealer, eventually, every, localKms, runService } from '@bloom/kit';
import { ReconcilerServiceService, serveGrpc } from '@bloom/proto';
import { connectRedis, connectStore, prepareStore } from '@bloom/store';
import { reconcilerConfig } from './config.ts';
import { consumerGroups } from './consumers/groups.ts';
import { reconcilerEvents } from './events.ts';
import { openBroker, wireReconciler } from './wire.ts';

await runService('reconciler', reconcilerConfig, async ({ config, own, metrics, logger, health, clock }) => {
  // What we hold open. Closed in reverse, after the last entrance has drained.
  const sealer = createSealer(localKms(config.sealingKeys));
  const store = own(await connectStore(config.mongodbUri));
  const redis = own(connectRedis(config.redisUrl));
  const cache = own(connectRedis(config.redisCacheUrl || config.redisUrl));
  const reports = reportBroker(logger, metrics, consumerGroups);
  const broker = own(openBroker({ config, sealer, clock, events: reports }));
  await prepareStore(store);
  health.dependency('mongodb', alive(store.ping));
  health.dependency('kafka', alive(broker.ping));
  health.dependency('redis', alive(redis.ping));
  health.readyWhen((serves) => serves('mongodb'));

  // The service itself.
  const events = reconcilerEvents(logger, metrics);
  const reconciler = own(wireReconciler({ config, store, redis, cache, broker, sealer, clock, events }));

  // The ways in.
  const rhythm = { clock, logger, metrics };
  const topics = [resourceNotified, resourceObserved, slicesDue, entityChanged];
  const services = [{ definition: ReconcilerServiceService, implementation: reconciler.rpc }] as const;
  return [
    eventually('topics', () => broker.ensureTopics(topics), rhythm),
    every(1_000, 'relay announcements', reconciler.relay.run, rhythm),
    every(1_000, 'know practices', reconciler.knowPractices, rhythm),
    every(1_000, 'claim runs', reconciler.claimRuns, rhythm),
    every(5_000, 'tell ages', reconciler.tellAges, rhythm),
    consume(broker, reconciler.consumers),
    serveGrpc({ host: config.httpHost, port: config.grpcPort, services, logger, metrics }),
  ];
});
