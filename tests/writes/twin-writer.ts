import { createMemoryBroker } from '@bloom/broker/memory';
import { editMoved, resourceObserved } from '@bloom/contracts';
import { connectHalaxy, createMemoryAdmission, createMemoryTokenVault } from '@bloom/halaxy';
import { openInProcess } from '@bloom/halaxy-simulator';
import { buildWriter, type WriterEvents, type WriterPorts } from '@bloom/halaxy-writer';
import { BloomError, createSealer, localKms } from '@bloom/kit';
import type { ResourceObserved } from '@bloom/proto';
import {
  createEdits,
  createLeases,
  createOutbox,
  createWrites,
  type EditDocument,
  type EditWish,
  prepareStore,
  readEdits,
  type WriteDocument,
} from '@bloom/store';
import { createMemoryStore } from '@bloom/store/memory';
import { createVirtualClock } from '@bloom/testkit';

export const practice = 'demo';
const keys = new Uint8Array(32).fill(7);
/** How often the service looks around. */
const tickMs = 5_000;

const silent: WriterEvents = {
  breakerForced() {},
  breakerCleared() {},
  breakerUnshared() {},
  circuitChanged() {},
  tokenRefreshFailed() {},
  editsTaken() {},
  writeSent() {},
  writeDelayed() {},
  writeOver() {},
  deadLettersWait() {},
  deadLetterDecided() {},
  leaseLost() {},
  workFailed(_practice, error) {
    throw error;
  },
  relayFailed() {},
};

/** halaxy-writer on twins before a made-up Halaxy, in one process, under a clock that a test runs. */
export async function openTwinWriter({ seed, startMs }: { readonly seed: number; readonly startMs: number }) {
  const clock = createVirtualClock(startMs);
  const store = createMemoryStore({ clock, onTurn: clock.busy });
  await prepareStore(store);
  const sealer = createSealer(localKms(new Map([['k', keys]])));
  const codec = createMemoryBroker({ idKey: keys, sealer, clock });
  const halaxy = openInProcess({ seed, size: 'tiny', clock: { now: clock.nowMs }, deliver: async () => 202 });
  const admission = createMemoryAdmission(clock, { perMinute: 60_000, burst: 500 });
  const accepting = createEdits(store, createOutbox(store, 'dashboard-api'));
  const edits = readEdits(store);
  const observed: ResourceObserved[] = [];
  const failures: unknown[] = [];
  let made = 0;

  /** A process of the writer; one that is killed says and saves nothing any more. */
  function startPod(name: string) {
    const life = { killed: false };
    const outbox = createOutbox(store, 'halaxy-writer');
    const leases = createLeases(store, name);
    const writes = createWrites(store, { outbox, leases });
    const door = connectHalaxy({
      baseUrl: halaxy.base,
      clientId: practice,
      clientSecret: 'a secret',
      userAgent: 'Bloom Sync (dev@bloom.test)',
      admission,
      vault: createMemoryTokenVault(clock),
      clock,
      random: () => 0.5,
      async send(request) {
        clock.busy();
        if (life.killed) return new Promise(() => {});
        const answer = await halaxy.request(request);
        clock.busy();
        if (life.killed) return new Promise(() => {});
        if (!answer) throw new BloomError('HALAXY_UNREACHABLE', 'the connection was cut');
        return answer;
      },
    });
    const save: typeof writes.save = async (...given) =>
      life.killed ? new Promise(() => {}) : writes.save(...given);
    const ports: WriterPorts = {
      practices: { get: async () => ({ timezone: 'Australia/Sydney' }) as never, all: async () => [] },
      overrides: { all: async () => [], force: async () => false, clear: async () => false },
      breakerOf: () => {
        throw new Error('circuits are not asked for here');
      },
      edits,
      writes: { ...writes, save },
      leases,
      doorOf: async () => ({ ...door, readCounter: admission.readCounter, baseUrl: halaxy.base }),
      announceMoved: async (moved) => codec.encode(editMoved, moved),
      async announceObserved(one) {
        observed.push(one);
        return codec.encode(resourceObserved, one);
      },
      committed: () => {},
      clock,
      events: { ...silent, workFailed: (_practice, error) => void failures.push(error) },
    };
    const writer = buildWriter(ports);
    const stop = new AbortController();
    const lives = (async () => {
      while (!stop.signal.aborted) {
        await writer.lookAround().catch(() => {});
        await clock.sleep(tickMs, stop.signal);
      }
    })();
    return {
      writer,
      writes,
      kill(): void {
        life.killed = true;
        stop.abort();
        void writer.close();
        door.close();
      },
      async close(): Promise<void> {
        stop.abort();
        await Promise.all([writer.close(), lives]);
        door.close();
      },
    };
  }

  let pods = 1;
  let pod = startPod('pod 1');
  const writes = pod.writes;

  return {
    clock,
    store,
    halaxy,
    observed,
    failures,
    pod: () => pod,
    startPod,
    /** Accepts an edit, and tells the writer. */
    async edit(target: string, wish: EditWish): Promise<EditDocument> {
      made += 1;
      const _id = `e_${made}`;
      const by = { id: 'u_1', name: 'Reception' };
      const { edit } = await accepting.accept(
        {
          ...{ _id, practice, target: target || _id, entityId: 's', practitionerId: null, wish, by },
          ...{ requestHash: 'h', retryOf: null, createdAtMs: clock.nowMs() },
        },
        undefined,
        async () => [],
      );
      await this.tell(edit.target);
      return edit;
    },
    async tell(target: string): Promise<void> {
      const context = { signal: new AbortController().signal, deliveries: [] };
      await pod.writer.consumers[0].handleBatch([{ practiceId: practice, target }], context);
    },
    writeOf: async (id: string): Promise<WriteDocument | undefined> =>
      (await writes.byIds(practice, [id]))[0],
    /** Lets time pass until every edit is over. */
    async settle(withinMs: number): Promise<void> {
      const over = async () =>
        (await store.collection('writes').countDocuments({ over: false })) === 0 &&
        (await store.collection('writes').countDocuments({})) === made;
      await clock.run(withinMs, over);
    },
    killAndRestart(): void {
      pod.kill();
      pods += 1;
      pod = startPod(`pod ${pods}`);
    },
    /** What the API did to a field of a record, in order. */
    effectsOn: (resource: string, id: string, field: string) =>
      halaxy.ledger.effects.filter(
        (one) => one.resource === resource && one.id === id && one.field === field,
      ),
    close: () => pod.close(),
  };
}

export type TwinWriter = Awaited<ReturnType<typeof openTwinWriter>>;
