import { afterEach, expect, test } from '@jest/globals';
import { systemClock } from '../clock.ts';
import type { Entrance } from '../lifecycle/entrance.ts';
import { createLogger } from '../logging/logger.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { every } from './every.ts';

function parts() {
  const lines: string[] = [];
  const logger = createLogger('reconciler', {
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { clock: systemClock, logger, metrics: createMetrics(), lines };
}

// A failed expectation must not leave a rhythm running, which would keep the process alive.
const begun: Entrance[] = [];
afterEach(() => Promise.all(begun.splice(0).map((rhythm) => rhythm.stop())));
async function begin(rhythm: Entrance): Promise<Entrance> {
  begun.push(rhythm);
  await rhythm.start();
  return rhythm;
}

async function until(condition: () => boolean): Promise<void> {
  for (let looks = 0; !condition(); looks++) {
    if (looks === 2_000) throw new Error('it never came to be');
    await systemClock.sleep(1);
  }
}

test('runs never overlap, however long one takes against the interval', async () => {
  let runs = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const job = async (signal: AbortSignal) => {
    runs += 1;
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await systemClock.sleep(5, signal);
    atOnce -= 1;
  };
  const rhythm = await begin(every(1, 'sweep', job, parts()));
  await until(() => runs >= 3);
  await rhythm.stop();
  expect(mostAtOnce).toBe(1);
});

test('a run that fails is logged and counted, and the rhythm goes on', async () => {
  const { lines, ...rest } = parts();
  let runs = 0;
  const rhythm = await begin(
    every(
      1,
      'sweep',
      async () => {
        runs += 1;
        if (runs === 1) throw new Error('E11000 Canary');
      },
      rest,
    ),
  );
  await until(() => runs >= 2);
  await rhythm.stop();
  expect(lines.join()).toContain('sweep: Error at every/every.test.ts');
  expect(lines.join()).not.toContain('Canary');
  expect(await rest.metrics.text()).toContain('bloom_job_runs_total{job="sweep",outcome="failed"} 1');
});

test('stop cuts the pause short, aborts the run under way and waits for its end', async () => {
  let cleanedUp = false;
  const rhythm = await begin(
    every(
      3_600_000,
      'sweep',
      async (signal) => {
        await systemClock.sleep(3_600_000, signal);
        cleanedUp = true;
      },
      parts(),
    ),
  );
  await rhythm.stop();
  expect(cleanedUp).toBe(true);
});
