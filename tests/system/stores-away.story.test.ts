import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Frame, startClinic, until } from './start-clinic.ts';

/** Longer than a lease is held, and than a consumer that says nothing keeps its place. */
const asleepMs = 35_000;
/** How long a store is away: what the design promises to outlast. */
const awayMs = 15_000;
const desk = 'reception@bloom.test';

let clinic: Awaited<ReturnType<typeof startClinic>>;

beforeAll(async () => {
  clinic = await startClinic({ slot: 1 });
}, 300_000);
afterAll(() => clinic?.close(), 60_000);

/** A part freezes for a while, and something happens meanwhile. */
async function whileAway(name: string, happens: () => Promise<void>, forMs = awayMs): Promise<void> {
  await clinic.signal(name, 'SIGSTOP');
  try {
    await happens();
    await pause(forMs);
  } finally {
    await clinic.signal(name, 'SIGCONT');
  }
}

async function deliveries(): Promise<readonly { readonly status: number }[]> {
  const ledger = `http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`;
  return ((await (await fetch(ledger)).json()) as { deliveries: { status: number }[] }).deliveries;
}

/** A change whose webhook was acknowledged: its sender's own ledger tells. */
async function commentAcknowledged(index: number, text: string): Promise<void> {
  const before = (await deliveries()).length;
  await clinic.comment(index, text);
  const newest = await until(async () => (await deliveries())[before]);
  expect(newest).toMatchObject({ status: 202 });
}

test('I1: a webhook while Kafka is frozen is acknowledged, and its change is shown when Kafka is back', async () => {
  await whileAway('kafka', async () => {
    await commentAcknowledged(0, 'while the broker was frozen');
  });
  await clinic.sessionWith('while the broker was frozen');
}, 180_000);

test('I1: a webhook while MongoDB is frozen is acknowledged, and its change is shown when MongoDB is back', async () => {
  await whileAway('mongodb', async () => {
    await commentAcknowledged(1, 'while the database was frozen');
  });
  await clinic.sessionWith('while the database was frozen');
}, 180_000);

test('I7: with Redis killed a change still reaches a socket', async () => {
  const socket = await clinic.socket(desk);
  const frames: Frame[] = [];
  socket.on('change', (frame: Frame) => frames.push(frame));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  await clinic.signal('redis', 'SIGKILL');
  await clinic.comment(2, 'without a cache');
  await until(() => frames.find(({ view }) => view?.comment === 'without a cache'));
  socket.close();
  await clinic.stack.up();
  await clinic.comment(2, 'and with it again');
  await clinic.sessionWith('and with it again');
}, 120_000);

test('I10: what was saved of a client while Kafka lay killed is shown when it is back, or screens load again', async () => {
  await clinic.comment(2, 'whose client is kept');
  const { clientId } = await clinic.sessionWith('whose client is kept');
  const socket = await clinic.socket(desk);
  const told: string[] = [];
  socket.on('change', ({ kind, id }: Frame) => void told.push(`${kind} ${id}`));
  socket.on('resync', () => void told.push('resync'));
  await socket.emitWithAck('subscribe', { channel: 'practice:demo' });
  await clinic.signal('kafka', 'SIGKILL');
  await clinic.keep(desk, `/clients/${clientId}/own`, { presentingIssues: ['told without Kafka'] });
  await clinic.stack.up();
  await until(() => told.find((one) => one === `own ${clientId}` || one === 'resync'));
  socket.close();
}, 120_000);

test('I10: a webhook that was acknowledged just before webhook-ingest was killed is applied', async () => {
  await commentAcknowledged(3, 'the last it heard');
  await clinic.signal('webhook-ingest', 'SIGKILL');
  await clinic.sessionWith('the last it heard');
  await clinic.stack.up();
}, 120_000);

test('I4: a reconciler that slept past its lease and its place among the consumers goes on from what is true', async () => {
  await whileAway(
    'reconciler',
    async () => {
      await commentAcknowledged(5, 'while it slept');
      await commentAcknowledged(5, 'and once more');
    },
    asleepMs,
  );
  await clinic.sessionWith('and once more');
}, 180_000);

test.each(['dashboard-api', 'halaxy-writer'])(
  'I1: a change while %s lay killed is shown when it is back',
  async (name) => {
    await clinic.signal(name, 'SIGKILL');
    await commentAcknowledged(6, `without ${name}`);
    await clinic.stack.up();
    await clinic.sessionWith(`without ${name}`);
  },
  120_000,
);

test('I9: while Halaxy says 429 nothing is asked of it, and the change is shown after', async () => {
  await clinic.control('faults', {
    rules: [{ kind: 'throttle', path: 'Appointment', times: 1, retryAfterSeconds: 3 }],
  });
  await clinic.comment(4, 'when it was told to wait');
  await clinic.sessionWith('when it was told to wait');
  const ledger = `http://127.0.0.1:${clinic.settings.ports.simulator}/_control/ledger`;
  const { requests } = (await (await fetch(ledger)).json()) as {
    requests: { at: string; status: number; client: string | null; path: string }[];
  };
  // A refusal by a fault comes before the simulator knows whose request it is.
  const own = requests.filter(({ client, path }) => client !== 'screen' && !path.includes('oauth'));
  const refusedAt = Date.parse(own.findLast(({ status }) => status === 429)?.at ?? '');
  expect(refusedAt).toBeGreaterThan(0);
  // A call that was under way when the 429 was received may end within its latency.
  const within = own.filter(
    ({ at }) => Date.parse(at) > refusedAt + 250 && Date.parse(at) < refusedAt + 3_000,
  );
  expect(within).toEqual([]);
}, 120_000);
