/**
 * halaxy-writer is Halaxy's side of what people do: it holds the controls of the circuits around Halaxy.
 */
import { alive, runService } from '@bloom/kit';
import { serveGrpc, WriterServiceService } from '@bloom/proto';
import { connectRedis, connectStore, prepareStore } from '@bloom/store';
import { writerConfig } from './config.ts';
import { writerEvents } from './events.ts';
import { wireWriter } from './wire.ts';

await runService('halaxy-writer', writerConfig, async ({ config, own, metrics, logger, health, clock }) => {
  // What we hold open. Closed in reverse, after the last entrance has drained.
  const store = own(await connectStore(config.mongodbUri));
  const redis = own(connectRedis(config.redisUrl));
  await prepareStore(store);
  health.dependency('mongodb', alive(store.ping));
  health.dependency('redis', alive(redis.ping));
  health.readyWhen((serves) => serves('mongodb'));

  // The service itself.
  const events = writerEvents(logger, metrics);
  const writer = wireWriter({ store, redis, idKey: config.idKey, clock, events });

  // The ways in.
  const services = [{ definition: WriterServiceService, implementation: writer.rpc }] as const;
  return [serveGrpc({ host: config.httpHost, port: config.grpcPort, services, logger, metrics })];
});
