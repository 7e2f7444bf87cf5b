import { parseTimeZone } from '@bloom/domain';
import { connectHalaxy, createMemoryAdmission, createMemoryTokenVault } from '@bloom/halaxy';
import { createPublicIds, systemClock } from '@bloom/kit';
import type { Run } from '@bloom/proto';
import { buildReconciler, type ReconcilerPorts, reconcilerService } from '@bloom/reconciler';
import {
  createHeldDeletions,
  createLeases,
  createObserved,
  createOutbox,
  createRecords,
  createRereads,
  createRuns,
  type OutboxRow,
  prepareStore,
  type RunDocument,
} from '@bloom/store';
import { openTestStore } from '@bloom/store/testing';
import { Metadata } from '@grpc/grpc-js';

/** A change as the reconciler announced it, before it was encoded. */
export type Announced = { practice: string; kind: string; id: string; channels: readonly string[] };

/** What a minute of Halaxy's allows in these stories: they are about other things than its limit, and wait for none. */
export const requestsPerMinute = 30_000;

/** As a caller over gRPC has it. */
const call = { signal: new AbortController().signal, deadlineMs: 5_000, metadata: new Metadata() };

/** The reconciler on a real MongoDB, one practice a simulator; what it announces is kept here instead of a broker. */
export async function startReconciler(
  practices: Readonly<Record<string, string>>,
  {
    sweepMs = 3_600_000,
    listingMs = Number.POSITIVE_INFINITY,
    failsToSave = (_id: string): boolean => false,
    beforePage = async (_practice: string, _type: string, _query: string): Promise<void> => {},
  } = {},
) {
  const store = await openTestStore();
  await prepareStore(store);
  const outbox = createOutbox(store, 'reconciler');
  const leases = createLeases(store, `pod ${Math.random()}`);
  const ids = createPublicIds(new Uint8Array(32).fill(5));
  const announced: Announced[] = [];
  const faults: { practice: string; code: string }[] = [];
  let underWay = 0;
  const admissions = new Map<string, ReturnType<typeof createMemoryAdmission>>();
  const openDoor = (practice: string, baseUrl: string) => {
    // The read counter outlives a change of address.
    const admission =
      admissions.get(practice) ??
      createMemoryAdmission(systemClock, { perMinute: requestsPerMinute, burst: 500 });
    admissions.set(practice, admission);
    const halaxy = connectHalaxy({
      baseUrl,
      clientId: practice,
      clientSecret: `${practice}-secret`,
      userAgent: 'Bloom Sync (dev@bloom.test)',
      admission,
      vault: createMemoryTokenVault(systemClock),
      clock: systemClock,
      random: Math.random,
    });
    const readMany: typeof halaxy.readMany = async (...asked) => {
      underWay += 1;
      return halaxy.readMany(...asked).finally(() => {
        underWay -= 1;
      });
    };
    const readPage: typeof halaxy.readPage = async (type, query, lane) => {
      await beforePage(practice, type, query);
      return halaxy.readPage(type, query, lane);
    };
    return { ...halaxy, readMany, readPage, readCounter: admission.readCounter };
  };
  const doorOf = new Map(
    Object.entries(practices).map(([practice, url]) => [practice, openDoor(practice, url)]),
  );
  const records = createRecords(store, { outbox, leases });
  const save: typeof records.save = (one) =>
    failsToSave(one.mirror.rid) ? Promise.reject(new Error('the save failed')) : records.save(one);
  const saveNew: typeof records.saveNew = (all, lease) =>
    all.some(({ mirror }) => failsToSave(mirror.rid))
      ? Promise.reject(new Error('the save failed'))
      : records.saveNew(all, lease);
  const ports: ReconcilerPorts = {
    records: { ...records, save, saveNew },
    rereads: createRereads(store),
    observed: createObserved(store),
    runs: createRuns(store, outbox),
    held: createHeldDeletions(store, systemClock),
    leases,
    outbox,
    ids,
    clock: systemClock,
    events: {
      notificationsNoted() {},
      notificationsForeign() {},
      observationMerged() {},
      recordFault() {},
      deletionHeld: (type, reason) => void faults.push({ practice: '', code: `${type} held: ${reason}` }),
      deletionDecided() {},
      practiceAged() {},
      rereadDone() {},
      readFailed: (practice, _type, error) =>
        void faults.push({ practice, code: (error as { code?: string }).code ?? String(error) }),
      readParked() {},
      runStarted() {},
      runEnded() {},
      workFailed: (practice, error) => void faults.push({ practice, code: String(error) }),
      leaseLost() {},
      relayFailed() {},
      circuitChanged() {},
      tokenRefreshFailed() {},
    },
    doorOf: async (practice) => doorOf.get(practice),
    timezoneOf: async () => parseTimeZone('Australia/Sydney'),
    announce: async (practice, changes) => {
      announced.push(...changes.map((change) => ({ practice, ...change })));
      return [];
    },
    announceSlices: async () => [],
    committed: (_rows: readonly OutboxRow[]) => {},
    settings: { sweepMs, diary: { everyMs: listingMs, daysBack: 30, daysAhead: 90 } },
  };
  const reconciler = buildReconciler(ports);
  const rpc = reconcilerService(ports, reconciler.nudge);
  for (const practice of Object.keys(practices)) await ports.runs.know(practice);

  return {
    ...ports,
    store,
    reconciler,
    announced,
    faults,
    /** Batches that Halaxy has not answered yet. */
    requestsUnderWay: () => underWay,
    /** Polls until it holds: the guarantee is that it will, not when. */
    async until(holds: () => Promise<boolean>): Promise<void> {
      while (!(await holds())) await systemClock.sleep(10);
    },
    rpc: {
      listHeldDeletions: () => rpc.listHeldDeletions({ practiceId: 'demo' }, call),
      decideHeldDeletion: (id: string, decision: string) =>
        rpc.decideHeldDeletion({ practiceId: 'demo', id, decision, by: 'u_ops' }, call),
      getSyncStatus: () => rpc.getSyncStatus({ practiceId: 'demo' }, call),
    },
    /** From now on that practice's Halaxy is another. */
    pointAt(practice: string, url: string): void {
      doorOf.get(practice)?.close();
      doorOf.set(practice, openDoor(practice, url));
    },
    /** The next run is due at once, and so is what is done but now and then. Answers the run when it has ended. */
    async sweep({ listing = false } = {}) {
      const due = { nextDueAtMs: 0, ...(listing ? { listedAtMs: {} } : {}) };
      await store.collection('sync_status').updateOne({ _id: 'demo' as never }, { $set: due });
      await reconciler.claimRuns();
      await this.until(async () => (await ports.runs.open('demo')) === null);
      return store.collection<RunDocument>('sync_runs').findOne({}, { sort: { _id: -1 } });
    },
    /** What waits for its next attempt is due at once. */
    async hurry(): Promise<void> {
      const run = await ports.runs.open('demo');
      if (run === null) return;
      const dueAtMs = { 'slices.$[].dueAtMs': 0 };
      await store.collection('sync_runs').updateOne({ _id: run._id as never }, { $set: dueAtMs });
      reconciler.nudge('demo');
    },
    async syncWhole(practice: string): Promise<void> {
      await reconciler.claimRuns();
      await this.until(async () => (await ports.runs.status(practice))?.firstSyncDone === true);
      await this.until(async () => (await ports.rereads.count(practice)) === 0);
    },
    /** A run that somebody asks for, when it has ended. */
    async run(asked: { kind: string; date?: string; practitionerId?: string }): Promise<Run> {
      const { run } = await rpc.startRun({ practiceId: 'demo', ...asked }, call);
      const id = run?.id ?? '';
      await this.until(async () => (await ports.runs.get('demo', id))?.state !== 'running');
      const ended = await rpc.getRun({ practiceId: 'demo', runId: id }, call);
      if (!ended.run) throw new Error('a run without an end');
      return ended.run;
    },
    /** As the consumer does with a notification. */
    async notify(practice: string, type: string, id: string): Promise<void> {
      const wantedNo = (await doorOf.get(practice)?.readCounter()) ?? 0;
      await ports.rereads.want([{ practice, type, id, wantedNo }]);
      reconciler.nudge(practice);
      await this.until(async () => (await ports.rereads.count(practice)) === 0);
    },
    async close(): Promise<void> {
      await reconciler.close();
      for (const door of doorOf.values()) door.close();
      await store.drop();
    },
  };
}
