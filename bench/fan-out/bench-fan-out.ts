import { randomBytes } from 'node:crypto';
import { percentilesOf, round } from '../measure/percentiles.ts';
import { cpuMsOf } from '../measure/process-usage.ts';
import { type AskedProcess, startProcess } from '../processes/start-process.ts';
import type { Figure, Outcome } from '../results.ts';
import type { BenchSettings } from '../settings.ts';
import type { Collected } from './drive-sockets.ts';

const [serverCore, driverCore] = [0, 1];
const channel = 'practice:demo';
const everyMs = 1_000;
const warmUpRounds = 3;

type Measured = Awaited<ReturnType<typeof measure>>;

/** One change to all sockets of the gateway, against a bare Socket.IO server, one after the other on the same core. */
export async function benchFanOut({ sockets, seconds }: BenchSettings): Promise<Outcome> {
  const ours = await measure(new URL('./serve-gateway.ts', import.meta.url), sockets, seconds);
  const bare = await measure(new URL('./serve-bare.ts', import.meta.url), sockets, seconds);
  return { figures: figuresOf(sockets, ours, bare), details: { sockets, ours, bare } };
}

async function measure(file: URL, sockets: number, rounds: number) {
  const server = await startProcess(file, { core: serverCore, flags: ['--expose-gc'] });
  const driver = await startProcess(new URL('./drive-sockets.ts', import.meta.url), { core: driverCore });
  try {
    const ticketKeyBase64 = randomBytes(32).toString('base64');
    const port = await server.ask<number>('start', { ticketKeyBase64, channel });
    const kbBefore = await server.ask<number>('measureMemoryKb');
    const connectsPerSecond = await driver.ask<number>('openAll', {
      port,
      sockets,
      channel,
      ticketKeyBase64,
    });
    await pause(2_000);
    const kbPerSocket = round(((await server.ask<number>('measureMemoryKb')) - kbBefore) / sockets);
    for (let i = 0; i < warmUpRounds; i += 1) await oneRound(server, driver);
    await driver.ask('forget');
    const cpuBeforeMs = cpuMsOf(server.pid);
    const each: Collected[] = [];
    for (let i = 0; i < rounds; i += 1) each.push(await oneRound(server, driver));
    const cpuUsPerDelivery = round(((cpuMsOf(server.pid) - cpuBeforeMs) * 1_000) / (sockets * rounds));
    const { latencyMs, closed } = await driver.ask<{ latencyMs: Collected['latencyMs']; closed: number }>(
      'total',
    );
    return {
      connectsPerSecond,
      kbPerSocket,
      cpuUsPerDelivery,
      latencyMs,
      closed,
      lost: each.reduce((sum, { lost }) => sum + lost, 0),
      frameBytes: each[0]?.frameBytes ?? 0,
      lastArrivalMs: percentilesOf(each.map(({ latencyMs: { max } }) => max)),
    };
  } finally {
    await driver.stop();
    await server.stop();
  }
}

async function oneRound(server: AskedProcess, driver: AskedProcess): Promise<Collected> {
  const startedMs = performance.now();
  const publishedAtMs = await server.ask<number>('publish');
  const collected = await driver.ask<Collected>('collect', { publishedAtMs });
  await pause(Math.max(0, everyMs - (performance.now() - startedMs)));
  return collected;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function figuresOf(sockets: number, ours: Measured, bare: Measured): Figure[] {
  const p99Ratio = round(ours.latencyMs.p99 / bare.latencyMs.p99);
  const memoryRatio = round(ours.kbPerSocket / bare.kbPerSocket);
  const of = (
    who: string,
    { latencyMs, kbPerSocket, cpuUsPerDelivery, lost, closed }: Measured,
  ): Figure[] => [
    { name: `${who}, p50`, value: latencyMs.p50, unit: 'ms' },
    { name: `${who}, p99`, value: latencyMs.p99, unit: 'ms' },
    { name: `${who}, memory a connection`, value: kbPerSocket, unit: 'KB' },
    { name: `${who}, CPU a delivery`, value: cpuUsPerDelivery, unit: 'µs' },
    { name: `${who}, lost or closed`, value: lost + closed, unit: '' },
  ];
  return [
    { name: 'sockets', value: sockets, unit: '' },
    ...of('gateway', ours),
    ...of('bare Socket.IO', bare),
    { name: 'p99, gateway to bare', value: p99Ratio, unit: '×', bar: { atMost: 1.3 } },
    { name: 'memory, gateway to bare', value: memoryRatio, unit: '×', bar: { atMost: 1.3 } },
  ];
}
