import { connectBroker } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { createSealer, localKms } from '@bloom/kit';
import { newWebhookSecret } from '@bloom/store';
import type { LoadOutcome } from '../load/open-loop.ts';
import { medianOf, round } from '../measure/percentiles.ts';
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
/** More than any server here takes: what counts then is what it does take. */
const beyondAnyServer = 40_000;
const saturatedRuns = 3;

const hostOfKafka = (port: number): string => `127.0.0.1:${port}`;

type Target = Pick<Load, 'port' | 'path' | 'secret'> & { readonly pid: number };
type CpuUse = { readonly cpuUs: number };
type Measure = (target: Target, perSecond: number, seconds: number) => Promise<LoadOutcome & CpuUse>;
type Highest = Awaited<ReturnType<typeof highestOf>>;

/** webhook-ingest against a bare Express route with the same producer, on the same core, in turn. */
export async function benchWebhookIngest(settings: BenchSettings): Promise<Outcome> {
  await benchStack(settings).upStores();
  await makeTopic(settings);
  const generator = await startProcess(new URL('./generate-load.ts', import.meta.url), {
    core: generatorCore,
  });
  const ingest = await startIngest(settings, serverCore);
  const floor = await startFloor(settings);
  const measure: Measure = async ({ pid, port, path, secret }, perSecond, seconds) => {
    const cpuBeforeMs = cpuMsOf(pid);
    const load: Load = { port, path, secret, connections, perSecond, seconds, warmUpSeconds };
    const outcome = await generator.ask<LoadOutcome>('generate', load);
    return { ...outcome, cpuUs: round(((cpuMsOf(pid) - cpuBeforeMs) * 1_000) / outcome.answered) };
  };
  try {
    const steady = await measure(ingest, 500, settings.seconds);
    const saturated = await saturate([ingest, floor], settings, measure);
    const highest = [
      await highestOf(ingest, settings, measure),
      await highestOf(floor, settings, measure),
    ] as const;
    const found = { steady, saturated, highest, spooled: await ingest.spooled() };
    return { figures: figuresOf(found), details: { connections, warmUpSeconds, ...found } };
  } finally {
    await ingest.stop();
    await floor.stop();
    await generator.stop();
  }
}

async function startFloor({ stack }: BenchSettings) {
  const floor = await startProcess(new URL('./serve-floor.ts', import.meta.url), { core: serverCore });
  const secret = newWebhookSecret();
  const brokers = [hostOfKafka(stack.ports.kafka)];
  const port = await floor.ask<number>('start', { brokers, secret });
  return { port, path: '/', secret, pid: floor.pid, stop: floor.stop };
}

/** All connections busy all the time, in turn, so that whatever else the machine does meets both. */
async function saturate(targets: readonly [Target, Target], { seconds }: BenchSettings, measure: Measure) {
  const runs: [LoadOutcome & CpuUse, LoadOutcome & CpuUse][] = [];
  for (let i = 0; i < saturatedRuns; i += 1)
    runs.push([
      await measure(targets[0], beyondAnyServer, seconds),
      await measure(targets[1], beyondAnyServer, seconds),
    ]);
  const of = (side: 0 | 1) => ({
    perSecond: medianOf(runs.map((run) => run[side].acceptedPerSecond)),
    cpuUs: medianOf(runs.map((run) => run[side].cpuUs)),
  });
  return { ours: of(0), floor: of(1), runs };
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
  const kafka = { brokers: [hostOfKafka(stack.ports.kafka)], clientId: 'bench' };
  const broker = connectBroker(kafka, { idKey: key, sealer, source: 'bench' });
  await broker.ensureTopics([resourceNotified]);
  await broker.close();
}

type Found = {
  readonly steady: LoadOutcome;
  readonly saturated: Awaited<ReturnType<typeof saturate>>;
  readonly highest: readonly [Highest, Highest];
  readonly spooled: number;
};

function figuresOf({ steady: { latencyMs }, saturated, highest: [ours, floor], spooled }: Found): Figure[] {
  const ratio = (mine: number, its: number): number => percent(mine / its);
  return [
    { name: '500/s, p50', value: latencyMs.p50, unit: 'ms' },
    { name: '500/s, p95', value: latencyMs.p95, unit: 'ms' },
    { name: '500/s, p99', value: latencyMs.p99, unit: 'ms' },
    {
      name: `highest rate, p99 < ${p99MaxMs} ms`,
      value: ours.perSecond,
      unit: '/s',
      bar: { atLeast: 10_000 },
    },
    { name: 'p99 at that rate', value: ours.confirmed.latencyMs.p99, unit: 'ms' },
    { name: 'bare Express 5, highest rate', value: floor.perSecond, unit: '/s' },
    { name: 'bare Express 5, p99 at that rate', value: floor.confirmed.latencyMs.p99, unit: 'ms' },
    { name: 'highest rate, ours of the floor', value: ratio(ours.perSecond, floor.perSecond), unit: '%' },
    { name: 'saturated', value: saturated.ours.perSecond, unit: '/s' },
    { name: 'saturated, CPU an event', value: saturated.ours.cpuUs, unit: 'µs' },
    { name: 'bare Express 5, saturated', value: saturated.floor.perSecond, unit: '/s' },
    { name: 'bare Express 5, saturated, CPU an event', value: saturated.floor.cpuUs, unit: 'µs' },
    {
      name: 'saturated, ours of the floor',
      value: ratio(saturated.ours.perSecond, saturated.floor.perSecond),
      unit: '%',
      bar: { atLeast: 70 },
    },
    {
      name: 'CPU an event, the floor’s of ours',
      value: ratio(saturated.floor.cpuUs, saturated.ours.cpuUs),
      unit: '%',
    },
    { name: 'spooled instead of produced, in all', value: spooled, unit: '' },
  ];
}
