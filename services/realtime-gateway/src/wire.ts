import { randomBytes } from 'node:crypto';
import { type BrokerEvents, connectBroker } from '@bloom/broker';
import { entityChanged } from '@bloom/contracts';
import { type Clock, createSealer, keyedHash, localKms } from '@bloom/kit';
import { createUsedTickets, type Redis } from '@bloom/store';
import { buildGateway } from './app.ts';
import type { GatewayEvents } from './events.ts';
import type { ComposeViews, GatewaySettings } from './ports.ts';

/** So far back the changes are read at the start: as long as the ring holds them. */
const backMs = 600_000;

/** The gateway over Kafka and Redis. */
export function wireGateway(parts: {
  readonly config: GatewaySettings & { readonly kafkaBrokers: readonly string[]; readonly idKey: Uint8Array };
  readonly redis: Redis;
  readonly composer: { readonly compose: ComposeViews };
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly brokerEvents?: BrokerEvents;
}) {
  const { config, clock, events } = parts;
  // The changes are not confidential: a key that opens nothing is all we need.
  const sealer = createSealer(localKms(new Map([['none', randomBytes(32)]])));
  const source = 'realtime-gateway';
  const kafka = { brokers: config.kafkaBrokers, clientId: source };
  const broker = connectBroker(kafka, {
    idKey: config.idKey,
    sealer,
    source,
    clock,
    ...(parts.brokerEvents ? { events: parts.brokerEvents } : {}),
  });
  const gateway = buildGateway({
    // An installation's topic has one life; that a topic of its name was made anew shows in its records' times.
    epoch: keyedHash(config.idKey, 'epoch', entityChanged.name),
    openTail: (handlers) => broker.tail(entityChanged, { ...handlers, backMs }),
    compose: parts.composer.compose,
    usedTickets: createUsedTickets(parts.redis, clock.nowMs),
    clock,
    events,
    settings: config,
  });
  return {
    gateway,
    broker,
    ensureTopic: () => broker.ensureTopics([entityChanged]),
    async close(): Promise<void> {
      gateway.close();
      await broker.close();
    },
  };
}
