import { createStack } from '@bloom/local/stack';
import { round } from '../measure/percentiles.ts';
import { cpuMsOf, rssKbOf } from '../measure/process-usage.ts';
import type { BenchSettings } from '../settings.ts';

const idleMs = 30_000;
const services = ['webhook-ingest', 'reconciler', 'halaxy-writer', 'dashboard-api', 'realtime-gateway'];

/** What the five services take while nothing happens. */
export async function measureIdle({ stack }: BenchSettings) {
  const parts = await createStack(stack, process.cwd()).status();
  const ours = parts.flatMap(({ name, pid }) =>
    services.includes(name) && pid !== undefined ? [{ name, pid }] : [],
  );
  const cpuMs = (): number => ours.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0);
  const beforeMs = cpuMs();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  return {
    cpuPercent: round(((cpuMs() - beforeMs) * 100) / idleMs),
    rssMb: Object.fromEntries(ours.map(({ name, pid }) => [name, Math.round(rssKbOf(pid) / 1_024)])),
  };
}
