/** dashboard-api answers people: the one place where a view is put together, for REST and for screens alike. */
import { consume, reportBroker } from '@bloom/broker';
import { editAccepted, editMoved, entityChanged } from '@bloom/contracts';
import { createSealer, eventually, every, localKms, runService, serveHttp } from '@bloom/kit';
import { serveGrpc, ViewServiceService } from '@bloom/proto';
import { connectRedis, connectStore, prepareStore } from '@bloom/store';
import { dashboardApiConfig } from './config.ts';
import { consumerGroups } from './consumers/groups.ts';
import { dashboardApiEvents } from './events.ts';
import { openBroker, wireDashboardApi } from './wire.ts';

await runService(
  'dashboard-api',
  dashboardApiConfig,
  async ({ config, own, metrics, logger, health, healthRoutes, clock }) => {
    // What we hold open. Closed in reverse, after the last entrance has drained.
    const sealer = createSealer(localKms(config.sealingKeys));
    const store = own(await connectStore(config.mongodbUri));
    const redis = own(connectRedis(config.redisUrl));
    const cache = own(connectRedis(config.redisCacheUrl || config.redisUrl));
    const reports = reportBroker(logger, metrics, consumerGroups);
    const broker = own(openBroker({ config, sealer, clock, events: reports }));
    await prepareStore(store);

    // The service itself, and the first practice as the settings describe it.
    const events = dashboardApiEvents(logger, metrics);
    const parts = { config, store, redis, cache, broker, sealer, clock, events };
    const api = own(wireDashboardApi(parts));
    await api.prepare();
    api.watch(health);

    // The ways in.
    const { httpHost: host, httpPort, grpcPort } = config;
    const services = [{ definition: ViewServiceService, implementation: api.views }] as const;
    const rhythm = { clock, logger, metrics };
    return [
      eventually('topics', () => broker.ensureTopics([editAccepted, editMoved, entityChanged]), rhythm),
      every(1_000, 'relay announcements', api.relay, rhythm),
      every(5_000, 'look after edits', api.lookAfterEdits, rhythm),
      every(300_000, 'reload the keys of the issuer', api.reloadKeys, rhythm),
      consume(broker, api.consumers),
      serveGrpc({ host, port: grpcPort, services, logger, metrics }),
      serveHttp({ name: 'http', host, port: httpPort, handler: api.httpBeside(healthRoutes) }),
    ];
  },
  { serveHealth: false },
);
