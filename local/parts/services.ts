import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '../part.ts';
import { type LocalSecrets, localSecrets } from '../secrets.ts';
import type { LocalSettings } from '../settings.ts';

/** A heap that is bounded as in a pod's limits: a service keeps nothing that grows with a practice. */
const nodeFlags = [
  '--disable-warning=TimeoutNegativeWarning',
  '--max-old-space-size=192',
  '--max-semi-space-size=16',
];

const storeKeys = ['ID_KEY', 'SEALING_KEYS'] as const;

type Service = {
  readonly name: string;
  readonly main: string;
  readonly port: number;
  readonly grpcPort?: number;
  /** Another that it listens on. */
  readonly otherPort?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Which of the stack's keys it is given: none that it has no use for. */
  readonly secrets?: readonly (keyof LocalSecrets)[];
  /** Brings what it needs beside its source, e.g. a built page. */
  readonly prepare?: () => Promise<void>;
};

/** The services, the issuer and the page, in the order of starting. */
export function serviceParts(settings: LocalSettings, root: string, buildPage: () => Promise<void>): Part[] {
  const { ports, dir } = settings;
  const issuer = `http://127.0.0.1:${ports.issuer}`;
  const grpc = (port: number) => `127.0.0.1:${port + 1_000}`;
  const http = (port: number) => `http://127.0.0.1:${port}`;
  const auth = { AUTH_ISSUER: issuer, AUTH_AUDIENCE: 'bloom-sync' };
  const services: readonly Service[] = [
    {
      name: 'issuer',
      main: 'simulators/issuer/src/main.ts',
      port: ports.issuer,
      env: {
        ISSUER_PORT: `${ports.issuer}`,
        ISSUER_KEY_FILE: join(dir, 'issuer-key.json'),
        ISSUER_REDIRECT_URIS: `${http(ports.web)}/,http://localhost:${ports.web}/`,
        AUTH_AUDIENCE: auth.AUTH_AUDIENCE,
      },
    },
    {
      name: 'webhook-ingest',
      main: 'services/webhook-ingest/src/main.ts',
      secrets: storeKeys,
      port: ports.ingest,
      grpcPort: ports.ingest + 1_000,
    },
    {
      name: 'reconciler',
      main: 'services/reconciler/src/main.ts',
      secrets: storeKeys,
      port: ports.reconciler,
      grpcPort: ports.reconciler + 1_000,
    },
    {
      name: 'halaxy-writer',
      main: 'services/halaxy-writer/src/main.ts',
      secrets: storeKeys,
      port: ports.writer,
      grpcPort: ports.writer + 1_000,
    },
    {
      name: 'dashboard-api',
      main: 'services/dashboard-api/src/main.ts',
      secrets: [...storeKeys, 'TICKET_KEY', 'HALAXY_WEBHOOK_SECRET'],
      port: ports.dashboardApi,
      grpcPort: ports.dashboardApi + 1_000,
      env: {
        ...auth,
        HALAXY_BASE_URL: settings.halaxyBaseUrl ?? `${http(ports.simulator)}/main/`,
        HALAXY_CLIENT_ID: 'demo',
        HALAXY_CLIENT_SECRET: 'demo-secret',
        HALAXY_USER_AGENT: 'Bloom Sync (developers@bloom.test)',
        ...settings.halaxyCredentials,
        PUBLIC_URL: http(ports.web),
        RECONCILER_ADDRESS: grpc(ports.reconciler),
        WRITER_ADDRESS: grpc(ports.writer),
        INGEST_ADDRESS: grpc(ports.ingest),
      },
    },
    {
      name: 'realtime-gateway',
      main: 'services/realtime-gateway/src/main.ts',
      secrets: ['ID_KEY', 'TICKET_KEY'],
      port: ports.gateway,
      grpcPort: ports.gateway + 1_000,
      env: {
        CORS_ORIGINS: `${http(ports.web)},http://localhost:${ports.web}`,
        VIEWS_ADDRESS: grpc(ports.dashboardApi),
      },
    },
    {
      name: 'dashboard',
      main: 'web/dashboard/server/main.ts',
      port: ports.web,
      otherPort: ports.web + 1,
      env: {
        DASHBOARD_PORT: `${ports.web}`,
        HTTP_PORT: `${ports.web + 1}`,
        AUTH_ISSUER: issuer,
        DASHBOARD_API_URL: http(ports.dashboardApi),
        GATEWAY_URL: http(ports.gateway),
        INGEST_URL: http(ports.ingest),
      },
      prepare: buildPage,
    },
  ];
  return services.map((service) => servicePart(service, settings, root));
}

function servicePart(service: Service, settings: LocalSettings, root: string): Part {
  const { name, port, grpcPort, otherPort } = service;
  const otherPorts = [grpcPort, otherPort].filter((one) => one !== undefined);
  const { ports, dir, serviceEnv } = settings;
  const main = join(root, service.main);
  return {
    name,
    port,
    ...(otherPorts.length > 0 ? { otherPorts } : {}),
    wanted:
      settings.services &&
      existsSync(main) &&
      (name !== 'dashboard' || existsSync(join(root, 'web/dashboard/index.html'))),
    remedy: `Its log tells why (make logs).`,
    async prepare() {
      await service.prepare?.();
      return {
        command: process.execPath,
        args: [...nodeFlags, '--conditions=bloom-source', main],
        env: {
          HTTP_PORT: `${port}`,
          ...(grpcPort ? { GRPC_PORT: `${grpcPort}` } : {}),
          SHUTDOWN_DELAY_MS: '0',
          KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`,
          MONGODB_URI: `mongodb://127.0.0.1:${ports.mongodb}/bloom?replicaSet=rs0`,
          REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
          ...given(localSecrets(dir), service.secrets ?? []),
          ...service.env,
          ...serviceEnv,
        },
      };
    },
    async probe() {
      const response = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(1_000) });
      const report = (await response.json()) as Report;
      const troubles = Object.entries(report.dependencies ?? {})
        .filter(([, { status }]) => status !== 'ok')
        .map(([dependency, { status, reason }]) => `${dependency} ${status}${reason ? ` (${reason})` : ''}`);
      if (!response.ok) throw new Error(troubles.join(', ') || report.reason || 'not ready yet');
      return troubles.length > 0 ? `degraded: ${troubles.join(', ')}` : 'all it depends on answers';
    },
  };
}

type Report = {
  readonly reason?: string;
  readonly dependencies?: Readonly<Record<string, { readonly status: string; readonly reason?: string }>>;
};

function given(secrets: LocalSecrets, names: readonly (keyof LocalSecrets)[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, secrets[name]]));
}
