import { round } from '../measure/percentiles.ts';
import { startProcess } from '../processes/start-process.ts';
import type { Figure, Outcome } from '../results.ts';
import type { BenchSettings } from '../settings.ts';
import { benchStack } from '../stack.ts';
import { askJson } from './ask-json.ts';
import { addClinic, type Clinic, describeClinic, hostOf } from './clinic.ts';
import { loadDashboard } from './load-dashboard.ts';
import { measureIdle } from './measure-idle.ts';
import { bucketsOf, quantileBetween } from './read-histogram.ts';
import { type Watched, watchChanges } from './watch-changes.ts';

const furtherClinics = 9;
const readMs = 150;

/** From an act at Halaxy's screens to a frame on a socket, over a clinic of real processes. */
export async function benchEndToEnd(settings: BenchSettings): Promise<Outcome> {
  const simulators = await startProcess(new URL('./serve-simulators.ts', import.meta.url));
  try {
    const further = await simulators.ask<number[]>('start', { count: furtherClinics });
    await benchStack(settings).clear();
    await benchStack(settings).upClinic({
      HALAXY_ALLOWED_HOSTS: further.map(hostOf).join(','),
      // One script stands for many people.
      REQUESTS_PER_SECOND_USER: '1000',
    });
    // Only what a change takes is looked at for longer, so that its slope can be told.
    const briefly = { ...settings, seconds: Math.min(settings.seconds, 60) };
    const idle = await measureIdle(briefly);
    const first = await describeClinic(settings, 'demo', settings.stack.ports.simulator);
    const dashboard = await loadDashboard(briefly, first);
    await answerSlowly(first);
    const alone = await watch(briefly, [first], 1);
    const one = await watch(settings, [first], 5);
    const clinics = [first, ...(await addClinics(settings, further))];
    const ten = await watch(settings, clinics, 50);
    return {
      figures: [
        // So far apart that no change waits for another: what the way itself costs.
        { name: '1/s, one practice, p50', value: alone.afterReadMs.p50, unit: 'ms' },
        { name: '1/s, one practice, p99', value: alone.afterReadMs.p99, unit: 'ms' },
        ...figuresOf('5/s, one practice', one),
        ...figuresOf('50/s, ten practices', ten),
        { name: 'dashboard from the cache at 300/s, p99', value: dashboard.latencyMs.p99, unit: 'ms' },
        { name: 'dashboards not from the cache', value: dashboard.refused + dashboard.unsent, unit: '' },
        { name: 'CPU of all five services, idle', value: idle.cpuPercent, unit: '% of a core' },
        ...idle.each.flatMap(({ name, cpuPercent, rssMb }) => [
          { name: `${name}, idle`, value: rssMb, unit: 'MB' },
          { name: `${name}, idle`, value: cpuPercent, unit: '% of a core' },
        ]),
      ],
      details: { readMs, idle, dashboard, alone, one, ten },
    };
  } finally {
    await simulators.stop();
  }
}

async function addClinics(settings: BenchSettings, ports: readonly number[]): Promise<Clinic[]> {
  const clinics: Clinic[] = [];
  for (const [i, port] of ports.entries()) {
    const practice = `bench-${i + 1}-${Date.now()}`;
    await addClinic(settings, practice, port);
    const clinic = await describeClinic(settings, practice, port);
    await answerSlowly(clinic);
    clinics.push(clinic);
  }
  return clinics;
}

async function answerSlowly({ controlUrl }: Clinic): Promise<void> {
  await askJson(`${controlUrl}faults`, { body: { rules: [{ kind: 'latency', ms: readMs }] } });
}

async function watch(settings: BenchSettings, clinics: readonly Clinic[], perSecond: number) {
  const look = async () => {
    const metrics = await fetch(`http://127.0.0.1:${settings.stack.ports.gateway}/metrics`);
    return bucketsOf(await metrics.text(), 'bloom_gateway_commit_to_socket_seconds');
  };
  const before = await look();
  const watched = await watchChanges(settings, clinics, { perSecond, seconds: settings.seconds, readMs });
  return { ...watched, commitToSocketP95Ms: round(quantileBetween(before, await look(), 0.95) * 1_000) };
}

function figuresOf(load: string, watched: Watched & { readonly commitToSocketP95Ms: number }): Figure[] {
  const { afterReadMs, slopeMsPerMinute, unseen, commitToSocketP95Ms } = watched;
  return [
    { name: `${load}, p50`, value: afterReadMs.p50, unit: 'ms' },
    { name: `${load}, p95`, value: afterReadMs.p95, unit: 'ms', bar: { atMost: 150 } },
    { name: `${load}, p99`, value: afterReadMs.p99, unit: 'ms', bar: { atMost: 500 } },
    { name: `${load}, slope`, value: slopeMsPerMinute, unit: 'ms/min', bar: { within: 1 } },
    { name: `${load}, never shown`, value: unseen, unit: '', bar: { atMost: 0 } },
    { name: `${load}, commit to socket, p95 below`, value: commitToSocketP95Ms, unit: 'ms' },
  ];
}
