import { randomUUID } from 'node:crypto';
import { type Broker, type BrokerEvents, connectBroker, encodeChanges } from '@bloom/broker';
import { slicesDue } from '@bloom/contracts';
import { parseTimeZone } from '@bloom/domain';
import { type Clock, createPublicIds, type Sealer } from '@bloom/kit';
import {
  createDashboardCache,
  createDoors,
  createForgetDashboards,
  createHeldDeletions,
  createLeases,
  createObserved,
  createOutbox,
  createPractices,
  createRecords,
  createRelay,
  createRereads,
  createRuns,
  type Redis,
  type Store,
} from '@bloom/store';
import { buildReconciler } from './app.ts';
import type { ReconcilerEvents } from './events.ts';
import { createKnowPractices } from './jobs/know-practices.ts';
import { createTellAges } from './jobs/tell-ages.ts';
import type { ReconcilerPorts } from './ports.ts';
import { reconcilerService } from './rpc/reconciler-service.ts';

export type ReconcilerParts = {
  readonly store: Store;
  readonly redis: Redis;
  /** Where dashboards are cached: it may be another server. */
  readonly cache: Redis;
  readonly broker: Broker;
  readonly sealer: Sealer;
  readonly config: {
    readonly idKey: Uint8Array;
    readonly sweepSeconds: number;
    readonly listingMinutes: number;
    readonly historyDays: number;
    readonly futureDays: number;
  };
  readonly clock: Clock;
  readonly events: ReconcilerEvents;
};

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
  const name = 'reconciler';
  return connectBroker({ brokers, clientId: name }, { idKey, source: name, ...codec });
}

/** The reconciler on its real parts: every port with its adapter. */
export function wireReconciler(parts: ReconcilerParts) {
  const { store, broker, clock, events } = parts;
  const { idKey, sweepSeconds, listingMinutes, historyDays, futureDays } = parts.config;
  const outbox = createOutbox(store, 'reconciler');
  const leases = createLeases(store, randomUUID());
  const practices = createPractices(store);
  const runs = createRuns(store, outbox, clock);
  const relay = createRelay({
    outbox,
    leases,
    service: 'reconciler',
    clock,
    produce: (messages) => broker.produceEncoded(messages),
    before: createForgetDashboards({ cache: createDashboardCache(parts.cache), idKey }),
    onFailed: (error) => events.relayFailed(error),
  });
  const doors = createDoors({
    ...parts,
    idKey,
    practices,
    onCircuitChanged: events.circuitChanged,
    onTokenRefreshFailed: events.tokenRefreshFailed,
  });
  const ports: ReconcilerPorts = {
    records: createRecords(store, { outbox, leases }),
    rereads: createRereads(store),
    observed: createObserved(store),
    runs,
    held: createHeldDeletions(store, clock),
    leases,
    outbox,
    ids: createPublicIds(idKey),
    clock,
    events,
    doorOf: doors.doorOf,
    timezoneOf: async (practice) => parseTimeZone((await practices.get(practice))?.timezone ?? ''),
    announce: (practiceId, changes) => encodeChanges(broker, practiceId, changes, clock.nowMs()),
    announceSlices: async (practiceId, runId) => [await broker.encode(slicesDue, { practiceId, runId })],
    committed: relay.committed,
    settings: {
      sweepMs: sweepSeconds * 1_000,
      diary: { everyMs: listingMinutes * 60_000, daysBack: historyDays, daysAhead: futureDays },
    },
  };
  const reconciler = buildReconciler(ports);
  return {
    ...reconciler,
    relay,
    tellAges: createTellAges(ports),
    knowPractices: createKnowPractices({ practices, runs }),
    rpc: reconcilerService(ports, reconciler.nudge),
    async close(): Promise<void> {
      await reconciler.close();
      doors.close();
    },
  };
}
