import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeChanges } from '@bloom/broker';
import { createMemoryBroker } from '@bloom/broker/memory';
import type { Change, Role } from '@bloom/contracts';
import { BloomError, type Clock, createSealer, localKms, systemClock } from '@bloom/kit';
import type { Breaker } from '@bloom/proto';
import {
  createDashboardCache,
  createForgetDashboards,
  createOutbox,
  prepareStore,
  type Redis,
  type Store,
} from '@bloom/store';
import { buildDashboardApi } from '../app.ts';
import { createKeySet } from '../auth/key-set.ts';
import { createVerifyToken } from '../auth/verify-token.ts';
import type { DashboardApiEvents } from '../events.ts';
import type { DashboardApiPorts, ReconcilerPort, WriterPort } from '../ports.ts';
import { createTestIssuer, testAudience, testIssuer } from './test-issuer.ts';

export const testSettings = {
  // Redis is shared by all tests that run: another key is another place in it.
  idKey: new Uint8Array(randomBytes(32)),
  ticketKey: new Uint8Array(32).fill(2),
  publicUrl: 'https://clinic.test',
  corsOrigins: ['https://app.test'],
  halaxyHosts: ['halaxy.test'],
};

export const demoPractice = {
  name: 'Demo practice',
  timezone: 'Australia/Sydney',
  baseUrl: 'https://halaxy.test/main/',
  clientId: 'demo',
  clientSecret: 'canary-client-secret',
  userAgent: 'Bloom Sync (developers@bloom.test)',
  webhookSecret: 'canary-webhook-secret',
};

export const testSealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(3)]])));

const silent: DashboardApiEvents = {
  requestAnswered: () => {},
  requestFailed: () => {},
  dashboardRead: () => {},
  viewsComposed: () => {},
  keysNotReloaded: () => {},
  practiceChanged: () => {},
  secretsNotReloaded: () => {},
  relayFailed: () => {},
  editEnded: () => {},
};

export type Person = { practice?: string; roles: readonly Role[]; practitionerId?: string; sub?: string };

export type Asked = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
};

const away = async (): Promise<never> => {
  throw new BloomError('SERVICE_UNREACHABLE');
};

/** A reconciler that does not answer. */
export const awayReconciler: ReconcilerPort = {
  startRun: away,
  getSyncStatus: away,
  listHeldDeletions: away,
  decideHeldDeletion: away,
};

/** A halaxy-writer that does not answer. */
export const awayWriter: WriterPort = {
  getBreaker: away,
  forceOpen: away,
  clearForceOpen: away,
  listDeadLetters: away,
  replayDeadLetter: away,
  discardDeadLetter: away,
};

/** The whole service on real stores, answering on a real socket; the services beside it are away or twins. */
export async function startTestApi(
  { store, redis }: { store: Store; redis: Redis },
  twins: Partial<DashboardApiPorts> = {},
) {
  await prepareStore(store);
  const clock: Clock = twins.clock ?? systemClock;
  const issuer = await createTestIssuer();
  const keys = createKeySet({ fetchKeys: issuer.fetchKeys, algorithm: 'ES256', clock });
  const names = { issuer: testIssuer, audience: testAudience, algorithm: 'ES256' };
  const breakers = async ({ practiceId }: { practiceId: string }): Promise<{ breakers: Breaker[] }> => ({
    breakers: [{ practiceId, callClass: 'read', state: 'closed', failures: 0, forced: false }],
  });
  const cache = createDashboardCache(redis);
  const broker = createMemoryBroker({ clock });
  const announced: Change[] = [];
  const api = buildDashboardApi({
    store,
    sealer: testSealer,
    clock,
    cache,
    outbox: createOutbox(store, 'dashboard-api'),
    async announce(practice, changes) {
      announced.push(...changes);
      return encodeChanges(broker, practice, changes, clock.nowMs());
    },
    committed: createForgetDashboards({ cache, idKey: testSettings.idKey }),
    events: silent,
    verifyToken: createVerifyToken({ keys, ...names, clock }),
    takeRequest: async () => undefined,
    reconciler: awayReconciler,
    ingest: { reloadSecrets: away },
    writer: { ...awayWriter, getBreaker: breakers, forceOpen: breakers, clearForceOpen: breakers },
    encode: broker.encode,
    produce: broker.produce,
    settings: testSettings,
    ...twins,
  });
  await api.prepare(demoPractice);
  const server = createServer(api.http);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  async function tokenOf({ practice = 'demo', roles, practitionerId, sub = 'u_1' }: Person): Promise<string> {
    const seconds = Math.floor(clock.nowMs() / 1_000);
    const ends = { iat: seconds, exp: seconds + 600 };
    const own = practitionerId === undefined ? {} : { practitioner_id: practitionerId };
    return issuer.sign({ sub, practice, roles: [...roles], ...own, ...ends });
  }

  return {
    api,
    /** What was to be announced, in its order. */
    announced,
    url,
    port,
    tokenOf,
    /** Asks `/api/v1<path>` as that person; null asks as nobody. */
    async ask(
      person: Person | null,
      name: string,
      { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Asked> {
      const [method = 'GET', path = '/'] = name.split(' ');
      const authorization = person === null ? {} : { Authorization: `Bearer ${await tokenOf(person)}` };
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...authorization,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text ? JSON.parse(text) : undefined,
      };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;
