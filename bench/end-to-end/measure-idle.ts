import { createStack } from '@bloom/local/stack';
import { round } from '../measure/percentiles.ts';
import { cpuMsOf, rssKbOf } from '../measure/process-usage.ts';
import type { BenchSettings } from '../settings.ts';

const settleMs = 10_000;
const idleMs = 30_000;
const services = ['webhook-ingest', 'reconciler', 'halaxy-writer', 'dashboard-api', 'realtime-gateway'];

/** What the five services take while nothing happens, once what their start brought is over. */
export async function measureIdle({ stack }: BenchSettings) {
  const parts = await createStack(stack, process.cwd()).status();
  const ours = parts.flatMap(({ name, pid }) =>
    services.includes(name) && pid !== undefined ? [{ name, pid }] : [],
  );
  await pause(settleMs);
  const before = ours.map(({ pid }) => cpuMsOf(pid));
  await pause(idleMs);
  const each = ours.map(({ name, pid }, i) => ({
    name,
    cpuPercent: round(((cpuMsOf(pid) - (before[i] ?? 0)) * 100) / idleMs),
    rssMb: Math.round(rssKbOf(pid) / 1_024),
  }));
  return { cpuPercent: round(each.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0)), each };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
