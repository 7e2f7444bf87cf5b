import { setImmediate as turn } from 'node:timers/promises';
import { createTestClock, type TestClock } from './test-clock.ts';

/** So many turns of the event loop without a sign of work count as quiet. */
const quietTurns = 6;

/** A clock whose time passes only while nothing is left to do: hours of sleeping take as long as what happens in them. */
export type VirtualClock = TestClock & {
  /** Somebody works: time stands still for some turns more. */
  busy(): void;
  /** How often somebody worked so far. */
  signsOfWork(): number;
  /** Resolves when nobody has worked for some turns. */
  quiet(): Promise<void>;
  /** Lets time pass, sleeper by sleeper, until this has passed or it holds; asked whenever all is quiet. */
  run(ms: number, until?: () => boolean | Promise<boolean>): Promise<void>;
};

/** @param startMs milliseconds UTC */
export function createVirtualClock(startMs: number): VirtualClock {
  const clock = createTestClock(startMs);
  let signs = 0;

  async function quiet(): Promise<void> {
    for (let seen = -1, still = 0; still < quietTurns; still = seen === signs ? still + 1 : 0) {
      seen = signs;
      await turn();
    }
  }

  return {
    ...clock,
    sleep(ms, signal) {
      signs += 1;
      // Whole milliseconds, as timers have them: what is less would end at the very moment it began.
      return clock.sleep(Math.ceil(ms), signal).finally(() => {
        signs += 1;
      });
    },
    busy() {
      signs += 1;
    },
    signsOfWork: () => signs,
    quiet,
    async run(ms, until = () => false) {
      const endMs = clock.nowMs() + ms;
      for (;;) {
        await quiet();
        if (await until()) return;
        const leftMs = endMs - clock.nowMs();
        if (leftMs <= 0) return;
        clock.pass(Math.min(leftMs, clock.nextWakeInMs() ?? leftMs));
      }
    },
  };
}
