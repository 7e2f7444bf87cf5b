/** halaxy-writer carries what people changed to Halaxy, one edit of a record after another, and follows each to its end. */
import { consume, reportBroker } from '@bloom/broker';
import { editAccepted, editMoved, resourceObserved } from '@bloom/contracts';
import { alive, createSealer, eventually, every, localKms, runService } from '@bloom/kit';
import { serveGrpc, WriterServiceService } from '@bloom/proto';
import { connectRedis, connectStore, prepareStore } from '@bloom/store';
import { writerConfig } from './config.ts';
import { consumerGroups } from './consumers/groups.ts';
import { writerEvents } from './events.ts';
import { openBroker, wireWriter } from './wire.ts';

await runService('halaxy-writer', writerConfig, async ({ config, own, metrics, logger, health, clock }) => {
  // What we hold open. Closed in reverse, after the last entrance has drained.
  const sealer = createSealer(localKms(config.sealingKeys));
  const store = own(await connectStore(config.mongodbUri));
  const redis = own(connectRedis(config.redisUrl));
  const reports = reportBroker(logger, metrics, consumerGroups);
  const broker = own(openBroker({ config, sealer, clock, events: reports }));
  await prepareStore(store);
  health.dependency('mongodb', alive(store.ping));
  health.dependency('kafka', alive(broker.ping));
  health.dependency('redis', alive(redis.ping));
  health.readyWhen((serves) => serves('mongodb'));

  // The service itself.
  const events = writerEvents(logger, metrics);
  const writer = own(wireWriter({ ...config, store, redis, broker, sealer, clock, events }));

  // The ways in.
  const rhythm = { clock, logger, metrics };
  const topics = [editAccepted, editMoved, resourceObserved];
  const services = [{ definition: WriterServiceService, implementation: writer.rpc }] as const;
  return [
    eventually('topics', () => broker.ensureTopics(topics), rhythm),
    every(1_000, 'relay announcements', writer.relay, rhythm),
    every(1_000, 'look for edits that are due', writer.lookAround, rhythm),
    consume(broker, writer.consumers),
    serveGrpc({ host: config.httpHost, port: config.grpcPort, services, logger, metrics }),
  ];
});
