import type { Clock } from '@bloom/kit';

/** A clock that a test moves: what sleeps by it wakes when its time has passed. */
export type TestClock = Clock & {
  /** Lets so many milliseconds pass, and wakes who slept until then, the earliest first. */
  pass(ms: number): void;
  /** Goes to a time, milliseconds UTC; back as well, as a clock does that is set right. */
  set(ms: number): void;
  /** Milliseconds until the first sleeper wakes; undefined when nobody sleeps. */
  nextWakeInMs(): number | undefined;
};

type Sleeper = { readonly untilMs: number; readonly wake: () => void };

/** @param startMs milliseconds UTC */
export function createTestClock(startMs = 0): TestClock {
  let atMs = startMs;
  let sleepers: readonly Sleeper[] = [];

  function wakeDue(): void {
    const due = sleepers.filter(({ untilMs }) => untilMs <= atMs);
    sleepers = sleepers.filter(({ untilMs }) => untilMs > atMs);
    for (const { wake } of due.toSorted((a, b) => a.untilMs - b.untilMs)) wake();
  }

  return {
    nowMs: () => atMs,
    monotonicMs: () => atMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const sleeper = { untilMs: atMs + ms, wake: resolve };
        sleepers = [...sleepers, sleeper];
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    pass(ms) {
      atMs += ms;
      wakeDue();
    },
    set(ms) {
      atMs = ms;
      wakeDue();
    },
    nextWakeInMs: () =>
      sleepers.length === 0 ? undefined : Math.min(...sleepers.map(({ untilMs }) => untilMs)) - atMs,
  };
}
