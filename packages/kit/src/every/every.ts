import type { Clock } from '../clock.ts';
import type { Entrance } from '../lifecycle/entrance.ts';
import { faultPlace } from '../lifecycle/fault-place.ts';
import type { Logger } from '../logging/logger.ts';
import type { Metrics } from '../metrics/create-metrics.ts';

/**
 * Runs the job, then pauses, and so on until stopped: runs never overlap, however long one takes. A run
 * that fails is logged and counted, and the rhythm goes on. `stop` aborts the signal that the job was
 * given, and resolves when the run under way has ended.
 */
export function every(
  intervalMs: number,
  name: string,
  job: (signal: AbortSignal) => Promise<void>,
  { clock, logger, metrics }: { clock: Clock; logger: Logger; metrics: Metrics },
): Entrance {
  const runs = metrics.counter({
    name: 'bloom_job_runs_total',
    help: 'Runs of a repeated job by how they ended.',
    labels: { job: [name], outcome: ['done', 'failed'] },
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> = Promise.resolve();

  async function runOnce(): Promise<void> {
    try {
      await job(signal);
      runs.add({ job: name, outcome: 'done' });
    } catch (error) {
      // Whatever a job throws because it was told to stop is no failure of it.
      if (signal.aborted) return;
      runs.add({ job: name, outcome: 'failed' });
      logger.error('job_failed', { detail: `${name}: ${faultPlace(error)}` }, error);
    }
  }

  async function keepRunning(): Promise<void> {
    while (!signal.aborted) {
      await runOnce();
      await clock.sleep(intervalMs, signal);
    }
  }

  return {
    name,
    start: async () => {
      running = keepRunning();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
