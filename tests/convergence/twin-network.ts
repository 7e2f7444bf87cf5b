import { createMemoryBroker } from '@bloom/broker/memory';
import { entityChanged } from '@bloom/contracts';
import {
  createCatalogueOnce,
  createDays,
  createPendingReader,
  createPractitionerFigures,
  createReadDay,
  createSessionFigures,
  createSessionReader,
  createSettingsReader,
  createShownSessions,
} from '@bloom/dashboard-api';
import { type LocalDate, parseNotification, parseTimeZone, type TimeZone } from '@bloom/domain';
import { connectHalaxy, createMemoryAdmission, createMemoryTokenVault } from '@bloom/halaxy';
import { openInProcess } from '@bloom/halaxy-simulator';
import { BloomError, createPublicIds, createSealer, localKms } from '@bloom/kit';
import type { ResourceNotified } from '@bloom/proto';
import { buildReconciler, type ReconcilerPorts } from '@bloom/reconciler';
import {
  createForgetDashboards,
  createHeldDeletions,
  createLeases,
  createObserved,
  createOutbox,
  createRecords,
  createRelay,
  createRereads,
  createRuns,
  prepareStore,
  readEdits,
  readOwn,
} from '@bloom/store';
import { createMemoryDashboardCache, createMemoryStore } from '@bloom/store/memory';
import { createVirtualClock } from '@bloom/testkit';
import { type Life, type Outages, storeOf } from './outages.ts';
import { silentEvents } from './silent-events.ts';

export const practice = 'demo';
export const sweepMs = 60_000;
export const listingMs = 180_000;
/** How often the service looks at its clock. */
const tickMs = 2_000;
const keys = new Uint8Array(32).fill(7);

const zoneOf = (name: string): TimeZone => {
  const zone = parseTimeZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return zone;
};
export const zone = zoneOf('Australia/Sydney');

/** The practice as the API knows it. */
const facts = { id: practice, timezone: zone };

/** Everything between a made-up Halaxy and a dashboard, on twins, in one process, under a clock that a test runs. */
export async function openTwinNetwork({
  seed,
  startMs,
  random,
}: {
  seed: number;
  startMs: number;
  random: () => number;
}) {
  const clock = createVirtualClock(startMs);
  const store = createMemoryStore({ clock, onTurn: clock.busy });
  await prepareStore(store);
  const outages: Outages = { store: false, cache: false, broker: false };
  const ids = createPublicIds(keys);
  const memoryCache = createMemoryDashboardCache({ clock });
  const sealer = createSealer(localKms(new Map([['k', keys]])));
  const codec = createMemoryBroker({ idKey: keys, sealer, clock });
  // Durable, whatever pod draws from it.
  const admission = createMemoryAdmission(clock);

  /** What the broker holds of notifications, and how far the reconciler's group has read. */
  const topic: ResourceNotified[] = [];
  let offset = 0;
  const halaxy = openInProcess({
    seed,
    size: 'tiny',
    clock: { now: clock.nowMs },
    async deliver(_target, body) {
      clock.busy();
      if (outages.broker) return 503;
      const read = parseNotification(body);
      if (read.kind !== 'notification') return 400;
      topic.push({
        practiceId: practice,
        references: read.references.map(({ type, id }) => ({ type, id })),
      } as ResourceNotified);
      return 202;
    },
  });

  function startPod() {
    const life: Life = { killed: false };
    const own = storeOf(store, life, outages);
    const outbox = createOutbox(own, 'reconciler');
    const leases = createLeases(own, `pod-${random()}`);
    const forget = createForgetDashboards({ cache: memoryCache, idKey: keys });
    const relay = createRelay({
      outbox,
      leases,
      service: 'reconciler',
      clock,
      produce: async () => {
        if (outages.broker || life.killed) throw new BloomError('BROKER_UNAVAILABLE');
      },
      before: async (rows) => {
        if (!life.killed) await forget(rows);
      },
    });
    const door = connectHalaxy({
      baseUrl: halaxy.base,
      clientId: practice,
      clientSecret: 'a secret',
      userAgent: 'Bloom Sync (dev@bloom.test)',
      admission,
      vault: createMemoryTokenVault(clock),
      clock,
      random,
      async send(request) {
        clock.busy();
        const answer = life.killed ? undefined : await halaxy.request(request);
        clock.busy();
        if (!answer || life.killed) throw new BloomError('HALAXY_UNREACHABLE', 'the connection was cut');
        return answer;
      },
    });
    const ports: ReconcilerPorts = {
      records: createRecords(own, { outbox, leases }),
      rereads: createRereads(own),
      observed: createObserved(own),
      runs: createRuns(own, outbox, clock),
      held: createHeldDeletions(own, clock),
      leases,
      outbox,
      ids,
      clock,
      events: silentEvents,
      doorOf: async () => ({ ...door, readCounter: admission.readCounter }),
      timezoneOf: async () => zone,
      announce: (practiceId, changes) =>
        Promise.all(
          changes.map(({ kind, id, channels }) =>
            codec.encode(entityChanged, {
              ...{ practiceId, kind, id, channels: [...channels] },
              committedAt: new Date(clock.nowMs()),
            }),
          ),
        ),
      announceSlices: async () => [],
      committed: relay.committed,
      settings: { sweepMs, diary: { everyMs: listingMs, daysBack: 30, daysAhead: 90 } },
    };
    const reconciler = buildReconciler(ports);
    const stop = new AbortController();

    /** What a service does by itself: it looks at the clock, reads its topic, brings what waits to the broker. */
    async function live(): Promise<void> {
      for (let ticks = 0; !stop.signal.aborted; ticks += 1) {
        await reconciler.claimRuns().catch(() => {});
        await consume().catch(() => {});
        if (ticks % 5 === 0) await sweepOutbox();
        await clock.sleep(tickMs, stop.signal);
      }
    }

    async function consume(): Promise<void> {
      if (outages.broker) return;
      const batch = topic.slice(offset, offset + 20);
      if (batch.length === 0) return;
      const context = { signal: stop.signal, deliveries: [] };
      await reconciler.consumers[0].handleBatch(batch, context);
      if (!life.killed) offset += batch.length;
    }

    async function sweepOutbox(): Promise<void> {
      const once = new AbortController();
      const swept = relay.run(once.signal);
      once.abort();
      await swept;
    }

    const ended = live();
    return {
      ports,
      kill(): void {
        life.killed = true;
        stop.abort();
        void reconciler.close();
        door.close();
      },
      async close(): Promise<void> {
        stop.abort();
        await Promise.all([reconciler.close(), ended]);
        door.close();
      },
    };
  }

  const sessions = createSessionReader(store);
  const edits = readEdits(store);
  const own = readOwn(store);
  const sessionFiguresOf = createSessionFigures(store, clock);
  const readDayAnew = createReadDay({
    figuresOf: createPractitionerFigures(store, clock),
    shownSessions: createShownSessions(store, { sessions, edits }),
    readPending: createPendingReader(edits),
    sessionFiguresOf,
    settings: createSettingsReader(own),
    own,
    catalogueOnce: createCatalogueOnce(store),
    clock,
  });
  const cache: typeof memoryCache = {
    look: async (owner, part) => (outages.cache ? { fill: async () => {} } : memoryCache.look(owner, part)),
    forget: memoryCache.forget,
  };
  const days = createDays({ store, cache, sealer, clock, settings: { idKey: keys } });

  await createRuns(store, createOutbox(store, 'reconciler'), clock).know(practice);
  let pod = startPod();
  return {
    clock,
    store,
    halaxy,
    outages,
    ids,
    /** A practitioner's day as a dashboard has it: through the cache. */
    readDay: (practitionerId: string, date: LocalDate) => days.read(facts, practitionerId, date),
    /** The same from the store. */
    readDayAnew: (practitionerId: string, date: LocalDate) => readDayAnew(facts, practitionerId, date),
    ports: () => pod.ports,
    /** The process ends where it is, and another takes its place; the broker may have lost its last offsets. */
    killAndRestart(lostOffsets: number): void {
      pod.kill();
      offset = Math.max(0, offset - lostOffsets);
      pod = startPod();
    },
    unread: () => topic.length - offset,
    close: () => pod.close(),
  };
}

export type TwinNetwork = Awaited<ReturnType<typeof openTwinNetwork>>;
