import { connectBroker } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { createSealer, localKms } from '@bloom/kit';
import { newWebhookSecret } from '@bloom/store';
import type { LoadOutcome } from '../load/open-loop.ts';
import { round } from '../measure/percentiles.ts';
import { cpuMsOf } from '../measure/process-usage.ts';
import { startProcess } from '../processes/start-process.ts';
import { type Figure, type Outcome, percent } from '../results.ts';
import type { BenchSettings } from '../settings.ts';
import { benchStack } from '../stack.ts';
import { findHighestRate, holds, leastRate } from './find-highest-rate.ts';
import type { Load } from './generate-load.ts';
import { startIngest } from './start-ingest.ts';

const [serverCore, generatorCore] = [0, 1];
const connections = 64;
const p99MaxMs = 50;
const warmUpSeconds = 2;

type Target = Pick<Load, 'port' | 'path' | 'secret'> & { readonly pid: number };
type Measure = (
  target: Target,
  perSecond: number,
  seconds: number,
) => Promise<LoadOutcome & { cpuUs: number }>;

/** webhook-ingest against a bare Express route with the same producer, one after the other on the same core. */
export async function benchWebhookIngest(settings: BenchSettings): Promise<Outcome> {
  await benchStack(settings).upStores();
  await makeTopic(settings);
  const generator = await startProcess(new URL('./generate-load.ts', import.meta.url), {
    core: generatorCore,
  });
  const measure: Measure = async ({ pid, ...target }, perSecond, seconds) => {
    const cpuBeforeMs = cpuMsOf(pid);
    const load: Load = { ...target, connections, perSecond, seconds, warmUpSeconds };
    const outcome = await generator.ask<LoadOutcome>('generate', load);
    const events = perSecond * (seconds + warmUpSeconds);
    return { ...outcome, cpuUs: round(((cpuMsOf(pid) - cpuBeforeMs) * 1_000) / events) };
  };
  try {
    const ours = await measureOurs(settings, measure);
    const floor = await measureFloor(settings, measure);
    return { figures: figuresOf(ours, floor), details: { connections, warmUpSeconds, ours, floor } };
  } finally {
    await generator.stop();
  }
}

async function measureOurs(settings: BenchSettings, measure: Measure) {
  const ingest = await startIngest(settings, serverCore);
  try {
    const steady = await measure(ingest, 500, settings.seconds);
    const highest = await highestOf(ingest, settings, measure);
    return { steady, ...highest, spooled: await ingest.spooled() };
  } finally {
    await ingest.stop();
  }
}

async function measureFloor(settings: BenchSettings, measure: Measure) {
  const floor = await startProcess(new URL('./serve-floor.ts', import.meta.url), { core: serverCore });
  try {
    const secret = newWebhookSecret();
    const brokers = [`127.0.0.1:${settings.stack.ports.kafka}`];
    const port = await floor.ask<number>('start', { brokers, secret });
    return await highestOf({ port, path: '/', secret, pid: floor.pid }, settings, measure);
  } finally {
    await floor.stop();
  }
}

/** The rate that short steps find, lowered until it holds over the whole time too. */
async function highestOf(target: Target, { seconds }: BenchSettings, measure: Measure) {
  const stepSeconds = Math.max(4, Math.round(seconds / 10));
  const found = await findHighestRate((perSecond) => measure(target, perSecond, stepSeconds), p99MaxMs);
  for (let perSecond = found.perSecond; ; perSecond = Math.floor(perSecond * 0.95)) {
    const outcome = await measure(target, perSecond, seconds);
    if (holds(outcome, p99MaxMs) || perSecond <= leastRate)
      return { perSecond, confirmed: outcome, stepSeconds, steps: found.steps };
  }
}

async function makeTopic({ stack }: BenchSettings): Promise<void> {
  const key = new Uint8Array(32);
  const sealer = createSealer(localKms(new Map([['bench', key]])));
  const kafka = { brokers: [`127.0.0.1:${stack.ports.kafka}`], clientId: 'bench' };
  const broker = connectBroker(kafka, { idKey: key, sealer, source: 'bench' });
  await broker.ensureTopics([resourceNotified]);
  await broker.close();
}

function figuresOf(
  ours: Awaited<ReturnType<typeof measureOurs>>,
  floor: Awaited<ReturnType<typeof measureFloor>>,
): Figure[] {
  const { latencyMs } = ours.steady;
  const ratio = percent(ours.perSecond / floor.perSecond);
  return [
    { name: '500/s, p50', value: latencyMs.p50, unit: 'ms' },
    { name: '500/s, p95', value: latencyMs.p95, unit: 'ms' },
    { name: '500/s, p99', value: latencyMs.p99, unit: 'ms' },
    {
      name: `highest rate with p99 < ${p99MaxMs} ms`,
      value: ours.perSecond,
      unit: '/s',
      bar: { atLeast: 10_000 },
    },
    { name: 'p99 at that rate', value: ours.confirmed.latencyMs.p99, unit: 'ms' },
    { name: 'CPU an event at that rate', value: ours.confirmed.cpuUs, unit: 'µs' },
    { name: 'spooled instead of produced, in all', value: ours.spooled, unit: '' },
    { name: 'bare Express 5, highest rate', value: floor.perSecond, unit: '/s' },
    { name: 'bare Express 5, p99 at that rate', value: floor.confirmed.latencyMs.p99, unit: 'ms' },
    { name: 'bare Express 5, CPU an event', value: floor.confirmed.cpuUs, unit: 'µs' },
    { name: 'ours of the floor', value: ratio, unit: '%', bar: { atLeast: 70 } },
  ];
}
