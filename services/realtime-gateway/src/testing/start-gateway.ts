import { randomBytes, randomUUID } from 'node:crypto';
import { type Role, ticketAudience, ticketIssuer } from '@bloom/contracts';
import { type Clock, createLogger, createMetrics, systemClock } from '@bloom/kit';
import { SignJWT } from 'jose';
import { buildGateway } from '../app.ts';
import { gatewayEvents } from '../events.ts';
import type { GatewaySettings } from '../ports.ts';
import { type ComposerTwin, createComposerTwin } from './composer-twin.ts';
import { createMemoryTopic, type MemoryTopic } from './memory-topic.ts';

export const ticketKey = randomBytes(32);

export type TicketFor = {
  readonly user?: string;
  readonly practice?: string;
  readonly roles?: readonly Role[];
  readonly practitionerId?: string;
  readonly sessionEndsAt?: number;
  readonly key?: Uint8Array;
  readonly expiresInS?: number;
  readonly issuedAtS?: number;
  readonly audience?: string;
  readonly jti?: string;
};

/** A ticket as dashboard-api signs it. */
export function signTicket(of: TicketFor = {}): Promise<string> {
  const issuedAt = of.issuedAtS ?? Math.floor(Date.now() / 1_000);
  return new SignJWT({
    practice: of.practice ?? 'demo',
    roles: of.roles ?? ['reception'],
    ...(of.practitionerId ? { practitionerId: of.practitionerId } : {}),
    sessionEndsAt: of.sessionEndsAt ?? Date.now() + 3_600_000,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(of.user ?? 'u1')
    .setJti(of.jti ?? randomUUID())
    .setIssuer(ticketIssuer)
    .setAudience(of.audience ?? ticketAudience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (of.expiresInS ?? 30))
    .sign(of.key ?? ticketKey);
}

/** A clock that goes on as time does, and can be put forward. */
export function createTestClock(): Clock & { forward(ms: number): void } {
  let aheadMs = 0;
  return {
    nowMs: () => systemClock.nowMs() + aheadMs,
    monotonicMs: () => systemClock.monotonicMs() + aheadMs,
    sleep: systemClock.sleep,
    forward(ms) {
      aheadMs += ms;
    },
  };
}

/** A gateway on a free port, over the topic and the composer in memory. */
export async function startGateway(
  options: {
    readonly topic?: MemoryTopic;
    readonly composer?: ComposerTwin;
    readonly back?: number;
    readonly settings?: Partial<GatewaySettings>;
  } = {},
) {
  const topic = options.topic ?? createMemoryTopic();
  const composer = options.composer ?? createComposerTwin(topic);
  const clock = createTestClock();
  const metrics = createMetrics();
  const used = new Set<string>();
  const gateway = buildGateway({
    epoch: 'topic-1',
    openTail: topic.openTail(options.back),
    compose: composer.compose,
    usedTickets: { take: async (jti) => !used.has(jti) && Boolean(used.add(jti)) },
    clock,
    events: gatewayEvents(createLogger('test', { level: 'silent' }), metrics),
    settings: {
      ticketKey,
      origins: ['http://127.0.0.1:4080'],
      socketsPerUserMax: 20,
      connectsPerSecondMax: 1_000,
      messagesPerSecondMax: 20,
      unsentBytesMax: 256 * 1024,
      unsentMsMax: 5_000,
      closeWithinMs: 0,
      ...options.settings,
    },
  });
  const sockets = gateway.serve({ host: '127.0.0.1', port: 0, healthRoutes: () => false });
  await gateway.changes.start();
  await sockets.start();
  return {
    gateway,
    topic,
    composer,
    clock,
    sockets,
    url: `http://127.0.0.1:${sockets.port()}`,
    metric: async (name: string): Promise<number> =>
      Number(new RegExp(`^bloom_gateway_${name}(?:{[^}]*})? (.+)$`, 'm').exec(await metrics.text())?.[1]),
    async stop(): Promise<void> {
      gateway.close();
      await sockets.stop();
      await gateway.changes.stop();
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>;
