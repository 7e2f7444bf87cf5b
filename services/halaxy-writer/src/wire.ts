import { randomUUID } from 'node:crypto';
import { type Broker, type BrokerEvents, connectBroker } from '@bloom/broker';
import { editMoved, resourceObserved } from '@bloom/contracts';
import { credentialHash } from '@bloom/halaxy';
import type { Clock, Sealer } from '@bloom/kit';
import {
  createBreakerOverrides,
  createDoors,
  createLeases,
  createOutbox,
  createPractices,
  createRedisSharedBreaker,
  createRelay,
  createWrites,
  type Redis,
  readEdits,
  type Store,
} from '@bloom/store';
import { buildWriter } from './app.ts';
import type { WriterEvents } from './events.ts';

export type WriterParts = {
  readonly store: Store;
  readonly redis: Redis;
  readonly broker: Broker;
  readonly sealer: Sealer;
  readonly idKey: Uint8Array;
  readonly clock: Clock;
  readonly events: WriterEvents;
};

const service = 'halaxy-writer';

/** The broker as this service names itself to it. */
export function openBroker({
  config: { kafkaBrokers: brokers, idKey },
  ...codec
}: {
  readonly config: { readonly kafkaBrokers: readonly string[]; readonly idKey: Uint8Array };
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: BrokerEvents;
}): Broker {
  return connectBroker({ brokers, clientId: service }, { idKey, source: service, ...codec });
}

/** halaxy-writer on its real parts: every port with its adapter. */
export function wireWriter(parts: WriterParts) {
  const { store, redis, broker, idKey, clock, events } = parts;
  const practices = createPractices(store);
  const outbox = createOutbox(store, service);
  const leases = createLeases(store, randomUUID());
  const relay = createRelay({
    outbox,
    leases,
    service,
    clock,
    produce: (messages) => broker.produceEncoded(messages),
    onFailed: events.relayFailed,
  });
  const doors = createDoors({
    ...parts,
    practices,
    onCircuitChanged: events.circuitChanged,
    onTokenRefreshFailed: events.tokenRefreshFailed,
  });
  const writer = buildWriter({
    practices,
    overrides: createBreakerOverrides(store, clock),
    breakerOf: ({ halaxy }, callClass) =>
      createRedisSharedBreaker(redis, { credentialHash: credentialHash(idKey, halaxy), callClass }),
    edits: readEdits(store),
    writes: createWrites(store, { outbox, leases }),
    leases,
    doorOf: doors.doorOf,
    announceMoved: (moved) => broker.encode(editMoved, moved),
    announceObserved: (observed) => broker.encode(resourceObserved, observed),
    committed: relay.committed,
    clock,
    events,
  });
  return {
    ...writer,
    relay: relay.run,
    async close(): Promise<void> {
      await writer.close();
      doors.close();
    },
  };
}
