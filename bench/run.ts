/** `make bench`: runs the benchmarks named, or all, one after the other, and takes their stack down at the end. */
import { benchDashboardRead } from './dashboard-read/bench-dashboard-read.ts';
import { benchEndToEnd } from './end-to-end/bench-end-to-end.ts';
import { benchFanOut } from './fan-out/bench-fan-out.ts';
import { benchFullReconcile } from './full-reconcile/bench-full-reconcile.ts';
import { describeMachine, loadNow } from './measure/machine.ts';
import { type Outcome, summarize, writeResult } from './results.ts';
import { type BenchSettings, readBenchSettings } from './settings.ts';
import { benchStack } from './stack.ts';
import { benchWebhookIngest } from './webhook-ingest/bench-webhook-ingest.ts';
import { benchWriteBack } from './write-back/bench-write-back.ts';

const benchmarks: Readonly<Record<string, (settings: BenchSettings) => Promise<Outcome>>> = {
  'webhook-ingest': benchWebhookIngest,
  'fan-out': benchFanOut,
  'dashboard-read': benchDashboardRead,
  'end-to-end': benchEndToEnd,
  'full-reconcile': benchFullReconcile,
  'write-back': benchWriteBack,
};

const settings = readBenchSettings();
const named = process.argv.slice(2);
const names = named.length > 0 ? named : Object.keys(benchmarks);
try {
  for (const name of names) {
    const bench = benchmarks[name];
    if (!bench) throw new Error(`No benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}.`);
    const about = {
      name,
      command: `BENCH_SECONDS=${settings.seconds} make bench BENCH=${name}`,
      seconds: settings.seconds,
      startedAt: new Date().toISOString(),
      machine: describeMachine(),
    };
    process.stdout.write(`running ${name}\n`);
    const outcome = await bench(settings);
    const result = { ...about, loadAfter: loadNow(), ...outcome };
    writeResult(result);
    process.stdout.write(summarize(result));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await benchStack(settings).down();
}
process.exit();
