import { expect, test } from '@jest/globals';
import { createTestClock } from './test-clock.ts';

test('who sleeps wakes when the time has passed, the earliest first', async () => {
  const clock = createTestClock(1_000);
  const woken: string[] = [];
  void clock.sleep(200).then(() => woken.push('late'));
  void clock.sleep(100).then(() => woken.push('early'));
  clock.pass(99);
  await Promise.resolve();
  expect(woken).toEqual([]);
  clock.pass(101);
  await new Promise((resolve) => setImmediate(resolve));
  expect(woken).toEqual(['early', 'late']);
  expect(clock.nowMs()).toBe(1_200);
});

test('a signal wakes at once, and its sleeper is not woken again', async () => {
  const clock = createTestClock();
  const stop = new AbortController();
  const slept = clock.sleep(1_000, stop.signal);
  stop.abort();
  await expect(slept).resolves.toBeUndefined();
});
