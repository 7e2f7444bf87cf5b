import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type Broker, type BrokerEvents, connectBroker, encodeChanges } from '@bloom/broker';
import {
  alive,
  type Clock,
  type Health,
  type HealthRoutes,
  type Sealer,
  type ServiceConfig,
} from '@bloom/kit';
import {
  connectGrpc,
  IngestServiceService,
  ReconcilerServiceService,
  WriterServiceService,
} from '@bloom/proto';
import {
  createDashboardCache,
  createForgetDashboards,
  createLeases,
  createOutbox,
  createRelay,
  type Redis,
  type Store,
} from '@bloom/store';
import { buildDashboardApi } from './app.ts';
import { createKeySet, fetchKeysFrom } from './auth/key-set.ts';
import { firstPractice } from './auth/policy.ts';
import { createVerifyToken } from './auth/verify-token.ts';
import type { dashboardApiConfig } from './config.ts';
import type { DashboardApiEvents } from './events.ts';
import { createRequestLimits } from './http/request-limits.ts';

const service = 'dashboard-api';

/** The broker as this service names itself to it. */
export function openBroker({
  config: { kafkaBrokers: brokers, idKey },
  ...codec
}: {
  readonly config: Pick<ServiceConfig<typeof dashboardApiConfig>, 'kafkaBrokers' | 'idKey'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: BrokerEvents;
}): Broker {
  return connectBroker({ brokers, clientId: service }, { idKey, source: service, ...codec });
}

/** Fits the service's ports to the real things. */
export function wireDashboardApi(given: {
  readonly config: ServiceConfig<typeof dashboardApiConfig>;
  readonly store: Store;
  readonly redis: Redis;
  readonly cache: Redis;
  readonly broker: Broker;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
}) {
  const { config, store, redis, broker, sealer, clock, events } = given;
  const { authIssuer: issuer, authAudience: audience, authAlgorithm: algorithm, idKey } = config;
  const jwksUrl = config.authJwksUrl || `${issuer.replace(/\/+$/, '')}/jwks`;
  const keys = createKeySet({ fetchKeys: fetchKeysFrom(jwksUrl), algorithm, clock });
  const reconciler = connectGrpc(ReconcilerServiceService, config.reconcilerAddress, {
    deadlineMs: 5_000,
    idempotent: ['getSyncStatus', 'listHeldDeletions', 'decideHeldDeletion'],
  });
  const writer = connectGrpc(WriterServiceService, config.writerAddress, {
    deadlineMs: 5_000,
    idempotent: ['getBreaker', 'listDeadLetters', 'replayDeadLetter', 'discardDeadLetter'],
  });
  const ingest = connectGrpc(IngestServiceService, config.ingestAddress, {
    deadlineMs: 1_000,
    idempotent: ['reloadSecrets'],
  });
  const cache = createDashboardCache(given.cache);
  const outbox = createOutbox(store, service);
  const forgetDashboards = createForgetDashboards({ cache, idKey });
  const relay = createRelay({
    outbox,
    leases: createLeases(store, randomUUID()),
    service,
    clock,
    produce: (messages) => broker.produceEncoded(messages),
    before: forgetDashboards,
    onFailed: events.relayFailed,
  });
  const api = buildDashboardApi({
    store,
    cache,
    outbox,
    announce: (practice, changes) => encodeChanges(broker, practice, changes, clock.nowMs()),
    encode: broker.encode,
    produce: broker.produce,
    async committed(rows) {
      // Whoever saved reads what they saved, though its announcement is still under way.
      await forgetDashboards(rows).catch(events.relayFailed);
      relay.committed(rows);
    },
    sealer,
    clock,
    events,
    verifyToken: createVerifyToken({ keys, issuer, audience, algorithm, clock }),
    takeRequest: createRequestLimits(redis, {
      idKey,
      perUser: config.requestsPerUser,
      perPractice: config.requestsPerPractice,
    }),
    reconciler,
    writer,
    ingest,
    settings: {
      idKey,
      ticketKey: config.ticketKey,
      publicUrl: config.publicUrl,
      corsOrigins: config.corsOrigins,
      halaxyHosts: [...config.halaxyAllowedHosts, new URL(config.halaxyBaseUrl).host],
    },
  });
  const reconcilerAnswers = () =>
    reconciler.getSyncStatus({ practiceId: firstPractice }, { deadlineMs: 1_000 });
  const writerAnswers = () => writer.getBreaker({ practiceId: firstPractice }, { deadlineMs: 1_000 });

  return {
    views: api.views,
    prepare: () =>
      api.prepare({
        name: config.practiceName,
        timezone: config.practiceTimezone,
        baseUrl: config.halaxyBaseUrl,
        clientId: config.halaxyClientId,
        clientSecret: config.halaxyClientSecret,
        userAgent: config.halaxyUserAgent,
        webhookSecret: config.halaxyWebhookSecret,
      }),
    /** The API, with health and metrics on the same port. */
    httpBeside:
      (healthRoutes: HealthRoutes): RequestListener =>
      (request, response) => {
        if (!healthRoutes(request, response)) api.http(request, response);
      },
    relay: relay.run,
    consumers: api.consumers,
    lookAfterEdits: api.lookAfterEdits,
    /** What it needs, and what it does without for a while: announcements wait in the outbox while Kafka is away. */
    watch(health: Pick<Health, 'dependency' | 'readyWhen'>): void {
      health.dependency('mongodb', alive(store.ping));
      health.dependency('redis', alive(redis.ping));
      health.dependency('kafka', alive(broker.ping));
      health.dependency('issuer', alive(keys.assertKnown));
      health.dependency('reconciler', alive(reconcilerAnswers));
      health.dependency('halaxy-writer', alive(writerAnswers));
      health.readyWhen((serves) => serves('mongodb'));
    },
    /** Keys that are held outlast an issuer that is away: it is told, and the rhythm goes on. */
    reloadKeys: () => keys.reload().catch(events.keysNotReloaded),
    close(): void {
      reconciler.close();
      writer.close();
      ingest.close();
    },
  };
}
