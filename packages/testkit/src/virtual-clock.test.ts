import { expect, test } from '@jest/globals';
import { createVirtualClock } from './virtual-clock.ts';

const startMs = Date.UTC(2026, 10, 25);

test('sleepers wake in the order of their times, each at its own', async () => {
  const clock = createVirtualClock(startMs);
  const woke: [string, number][] = [];
  const sleeper = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woke.push([name, clock.nowMs() - startMs]);
  };
  void sleeper('late', 3_600_000);
  void sleeper('soon', 1_000).then(() => sleeper('again', 500));
  await clock.run(3_600_000);
  expect(woke).toEqual([
    ['soon', 1_000],
    ['again', 1_500],
    ['late', 3_600_000],
  ]);
  expect(clock.nowMs()).toBe(startMs + 3_600_000);
});

test('time stands still while somebody works', async () => {
  const clock = createVirtualClock(startMs);
  const seen: number[] = [];
  void (async () => {
    for (let i = 0; i < 50; i += 1) {
      clock.busy();
      await new Promise((resolve) => setImmediate(resolve));
    }
    seen.push(clock.nowMs());
  })();
  await clock.run(10_000);
  expect(seen).toEqual([startMs]);
});

test('it stops as soon as what is waited for holds', async () => {
  const clock = createVirtualClock(startMs);
  let done = false;
  void clock.sleep(2_000).then(() => {
    done = true;
  });
  await clock.run(60_000, () => done);
  expect(clock.nowMs()).toBe(startMs + 2_000);
});
