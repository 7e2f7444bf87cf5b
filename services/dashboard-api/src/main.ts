/**
 * dashboard-api answers people: the one place where a view is put together, for REST and for screens alike.
 */
import { alive, createSealer, every, localKms, runService, serveHttp } from '@bloom/kit';
import { serveGrpc, ViewServiceService } from '@bloom/proto';
import { connectRedis, connectStore, prepareStore } from '@bloom/store';
import { dashboardApiConfig } from './config.ts';
import { dashboardApiEvents } from './events.ts';
import { wireDashboardApi } from './wire.ts';

await runService(
  'dashboard-api',
  dashboardApiConfig,
  async ({ config, own, metrics, logger, health, healthRoutes, clock }) => {
    // What we hold open. Closed in reverse, after the last entrance has drained.
    const sealer = createSealer(localKms(config.sealingKeys));
    const store = own(await connectStore(config.mongodbUri));
    const redis = own(connectRedis(config.redisUrl));
    const cache = own(connectRedis(config.redisCacheUrl || config.redisUrl));
    await prepareStore(store);

    // The service itself, and the first practice as the settings describe it.
    const events = dashboardApiEvents(logger, metrics);
    const api = own(wireDashboardApi({ config, store, redis, cache, sealer, clock, events }));
    await api.prepare();
    health.dependency('mongodb', alive(store.ping));
    health.dependency('redis', alive(redis.ping));
    health.dependency('issuer', alive(api.keysKnown));
    health.dependency('reconciler', alive(api.reconcilerAnswers));
    health.dependency('halaxy-writer', alive(api.writerAnswers));
    health.readyWhen((serves) => serves('mongodb'));

    // The ways in.
    const { httpHost: host, httpPort, grpcPort } = config;
    const services = [{ definition: ViewServiceService, implementation: api.views }] as const;
    return [
      every(300_000, 'reload the keys of the issuer', api.reloadKeys, { clock, logger, metrics }),
      serveGrpc({ host, port: grpcPort, services, logger, metrics }),
      serveHttp({ name: 'http', host, port: httpPort, handler: api.httpBeside(healthRoutes) }),
    ];
  },
  { serveHealth: false },
);
