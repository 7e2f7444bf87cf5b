import type { EditView } from '@bloom/contracts';
import { connectGrpc, WriterServiceService } from '@bloom/proto';
import { connectRedis, connectStore, type Redis, type Store, type WriteDocument } from '@bloom/store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { control } from './control-simulator.ts';
import { desk, editClinic } from './edit-clinic.ts';
import { sessionsAhead } from './sessions-ahead.ts';
import { startClinic, until } from './start-clinic.ts';
import { startSecondWriter } from './start-second-writer.ts';

/** So many that five failures are less than a tenth of the calls: then the row of five opens the circuit, and not the rate. */
const carriedFirst = 38;
const failing = 5;
/** The place of a probe whose process is gone. */
const probeMs = 15_000;
/** Longer than it takes to see what the other process does meanwhile, shorter than a request's deadline. */
const probeTakesMs = 9_000;

type Pod = { readonly pid: number; readonly port: number } & ReturnType<typeof toldBy>;
type Request = { readonly at: string; readonly method: string; readonly status: number };
type Effect = { readonly after: unknown };

let clinic: Awaited<ReturnType<typeof startClinic>>;
let people: ReturnType<typeof editClinic>;
let second: Awaited<ReturnType<typeof startSecondWriter>>;
let store: Store;
let redis: Redis;
let simulator: { readonly controlUrl: string };
/** The process that saw the failures, and the one that saw none. */
let failed: Pod;
let other: Pod;
const textsOf = (length: number, text: string) => Array.from({ length }, (_, place) => `${text} ${place}`);
const carried = textsOf(carriedFirst, 'carried');
const texts = textsOf(failing, 'held by the circuit');
const edits: EditView[] = [];

beforeAll(async () => {
  clinic = await startClinic({ slot: 7, env: { REQUESTS_PER_SECOND_USER: '1000' } });
  people = editClinic(clinic);
  second = await startSecondWriter(clinic);
  const { ports } = clinic.settings;
  simulator = { controlUrl: `http://127.0.0.1:${ports.simulator}/_control/` };
  store = await connectStore(`mongodb://127.0.0.1:${ports.mongodb}/bloom?replicaSet=rs0`);
  redis = connectRedis(`redis://127.0.0.1:${ports.redis}`);
}, 300_000);
afterAll(async () => {
  for (const pod of [failed, other]) {
    pod?.client.close();
    // What stands still does not hear that it is to end.
    if (pod) signal(pod, 'SIGCONT');
  }
  await second?.stop();
  await redis?.close();
  await store?.close();
  await clinic?.close();
}, 60_000);

/** What a process of halaxy-writer tells of itself. */
function toldBy(port: number) {
  const client = connectGrpc(WriterServiceService, `127.0.0.1:${port + 1_000}`, { deadlineMs: 5_000 });
  return {
    client,
    async writeCircuit() {
      const { breakers } = await client.getBreaker({ practiceId: 'demo' });
      return breakers.find(({ callClass }) => callClass === 'write');
    },
    /** Looks and requests of edits that were kept back, or did not succeed. */
    async delays(): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^bloom_writer_delays_total\{kind="session"\} (\d+)$/m.exec(text)?.[1]);
    },
  };
}
function signal({ pid }: Pod, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

async function ledger(): Promise<{ requests: Request[]; effects: Effect[] }> {
  return (await fetch(`${simulator.controlUrl}ledger`)).json() as never;
}
const patches = async (): Promise<Request[]> =>
  (await ledger()).requests.filter(({ method }) => method === 'PATCH');
const writes = () => store.collection<WriteDocument>('writes');
const holds = <T>(seen: T, is: boolean): T | undefined => (is ? seen : undefined);

/** What waits for its time is due at once. */
const hurry = (state: WriteDocument['state']) =>
  writes().updateMany({ over: false, state }, { $set: { dueAtMs: 0 }, $inc: { v: 1 } });

test('five failures in a row open the write circuit of both processes: the one that saw none of them sends nothing', async () => {
  const sessions = await sessionsAhead(clinic, desk);
  const comment = async (from: number, all: readonly string[]) => {
    const ids = sessions.slice(from, from + all.length).map(({ id }) => id);
    const made = await Promise.all(ids.map((id, place) => people.patch(id, { comment: all[place] })));
    return made.map(({ edit }) => edit);
  };
  await comment(0, carried);
  await until(async () => holds(true, (await writes().countDocuments({ state: 'saved' })) === carriedFirst));
  await clinic.control('faults', { rules: [{ kind: 'status', method: 'PATCH', status: 503 }] });
  edits.push(...(await comment(carriedFirst, texts)));
  await until(async () => holds(true, (await patches()).length === carriedFirst + failing));

  const own = (await clinic.stack.status()).find(({ name }) => name === 'halaxy-writer');
  const ports = [clinic.settings.ports.writer, second.port];
  const pods = [own?.pid ?? 0, second.pid].map((pid, at) => ({
    pid,
    port: ports[at] ?? 0,
    ...toldBy(ports[at] ?? 0),
  }));
  console.log(`halaxy-writer twice: ${pods.map(({ pid, port }) => `pid ${pid} on ${port}`).join(', ')}`);
  for (const { writeCircuit } of pods) {
    const circuit = await until(async () => {
      const now = await writeCircuit();
      return holds(now, now?.state !== 'closed');
    });
    expect(circuit).toMatchObject({ state: 'open', failures: failing, forced: false });
  }
  const delays = await until(async () => {
    const each = await Promise.all(pods.map((pod) => pod.delays()));
    return holds(each, Math.max(...each) === failing);
  });
  expect(Math.min(...delays)).toBe(0);
  [failed, other] = (delays[0] === 0 ? [...pods].reverse() : pods) as [Pod, Pod];

  // The one that saw them stands still from here on: what is due now is the other's.
  await until(async () => {
    const lease = await store
      .collection<{ _id: string; untilMs: number }>('leases')
      .findOne({ _id: 'writes.demo' });
    return holds(true, (lease?.untilMs ?? 0) < Date.now());
  });
  signal(failed, 'SIGSTOP');
  const kept = { lastError: 'HALAXY_CIRCUIT_OPEN', over: false };
  await until(async () => holds(true, (await writes().countDocuments(kept)) === failing));
  expect(await other.delays()).toBe(failing);
  expect(await patches()).toHaveLength(carriedFirst + failing);
}, 120_000);

test('I9: while it is half-open one probe of both reaches Halaxy; the place of one that was killed is free after 15 s, and the other probes', async () => {
  const before = (await patches()).length;
  const rules = [{ kind: 'latency', method: 'PATCH', ms: probeTakesMs, times: 1 }];
  await clinic.control('faults', { clear: true, rules });
  // The probe is at Halaxy as soon as its fault has befallen it.
  await until(async () => {
    const inForce = (await control(simulator, 'faults', {})) as unknown as { rules: unknown[] };
    return holds(true, inForce.rules.length === 0);
  });
  const probing = await other.writeCircuit();
  expect(probing).toMatchObject({ state: 'half-open' });
  const slots = await redis.client.keys('cb:halaxy:*:write:probe:*');
  expect(slots).toHaveLength(1);
  expect(await redis.client.pTTL(slots[0] ?? '')).toBeLessThanOrEqual(probeMs);

  // It stands still with its probe under way; the other may carry, and only the circuit keeps it back.
  signal(other, 'SIGSTOP');
  await store
    .collection<{ _id: string }>('leases')
    .updateOne({ _id: 'writes.demo' }, { $set: { untilMs: 0 } });
  await hurry('ready');
  signal(failed, 'SIGCONT');
  await until(async () => holds(true, (await failed.delays()) > failing));
  expect(await patches()).toHaveLength(before);
  signal(other, 'SIGKILL');

  const sinceMs = probing?.since?.getTime() ?? 0;
  const [probe, next] = await until(async () => {
    const sent = (await patches()).slice(before);
    return holds(sent, sent.length > 1);
  });
  // What was under way when its process was killed has its effect all the same, and is the only one for 15 s.
  expect(Date.parse(probe?.at ?? '') - sinceMs).toBeLessThan(probeMs);
  expect(Date.parse(next?.at ?? '') - sinceMs).toBeGreaterThanOrEqual(probeMs);
  await until(async () => holds(true, (await failed.writeCircuit())?.state === 'closed'));
}, 120_000);

test('I2: afterwards every edit is saved, each once in effect', async () => {
  await hurry('ready');
  const states = await until(async () => {
    // The ledger has shown its effect: nobody need wait until the request of the killed one can no longer land.
    await hurry('unknown');
    const all = await Promise.all(edits.map(({ id }) => people.editOf(id)));
    return holds(
      all.map(({ state }) => state),
      all.every(({ endedAt }) => endedAt !== undefined),
    );
  }, 250);
  expect(states).toEqual(edits.map(() => 'saved'));
  const { effects } = await ledger();
  for (const text of texts) expect(effects.filter(({ after }) => after === text)).toHaveLength(1);
  expect((await patches()).filter(({ status }) => status === 200)).toHaveLength(carriedFirst + failing);
}, 120_000);
