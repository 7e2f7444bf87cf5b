import type { RequestListener } from 'node:http';
import type { Clock, HealthRoutes, Sealer, ServiceConfig } from '@bloom/kit';
import {
  connectGrpc,
  IngestServiceService,
  ReconcilerServiceService,
  WriterServiceService,
} from '@bloom/proto';
import { createDashboardCache, type Redis, type Store } from '@bloom/store';
import { buildDashboardApi } from './app.ts';
import { createKeySet, fetchKeysFrom } from './auth/key-set.ts';
import { firstPractice } from './auth/policy.ts';
import { createVerifyToken } from './auth/verify-token.ts';
import type { dashboardApiConfig } from './config.ts';
import type { DashboardApiEvents } from './events.ts';
import { createRequestLimits } from './http/request-limits.ts';

/** Fits the service's ports to the real things. */
export function wireDashboardApi(given: {
  readonly config: ServiceConfig<typeof dashboardApiConfig>;
  readonly store: Store;
  readonly redis: Redis;
  readonly cache: Redis;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
}) {
  const { config, store, redis, cache, sealer, clock, events } = given;
  const { authIssuer: issuer, authAudience: audience, authAlgorithm: algorithm, idKey } = config;
  const jwksUrl = config.authJwksUrl || `${issuer.replace(/\/+$/, '')}/jwks`;
  const keys = createKeySet({ fetchKeys: fetchKeysFrom(jwksUrl), algorithm, clock });
  const reconciler = connectGrpc(ReconcilerServiceService, config.reconcilerAddress, {
    deadlineMs: 5_000,
    idempotent: ['getSyncStatus', 'listHeldDeletions', 'decideHeldDeletion'],
  });
  const writer = connectGrpc(WriterServiceService, config.writerAddress, {
    deadlineMs: 5_000,
    idempotent: ['getBreaker'],
  });
  const ingest = connectGrpc(IngestServiceService, config.ingestAddress, {
    deadlineMs: 1_000,
    idempotent: ['reloadSecrets'],
  });
  const api = buildDashboardApi({
    store,
    cache: createDashboardCache(cache),
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
    /** Keys that are held outlast an issuer that is away: it is told, and the rhythm goes on. */
    reloadKeys: () => keys.reload().catch(events.keysNotReloaded),
    /** @throws BloomError while no token could be believed */
    keysKnown: keys.assertKnown,
    reconcilerAnswers: () => reconciler.getSyncStatus({ practiceId: firstPractice }, { deadlineMs: 1_000 }),
    writerAnswers: () => writer.getBreaker({ practiceId: firstPractice }, { deadlineMs: 1_000 }),
    close(): void {
      reconciler.close();
      writer.close();
      ingest.close();
    },
  };
}
