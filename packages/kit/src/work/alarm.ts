import type { Clock } from '../clock.ts';

/** A sleep that a ring ends, even one that came just before it. */
export function createAlarm(clock: Clock, signal: AbortSignal) {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wake?.();
    },
    reset(): void {
      rung = false;
    },
    isRung: () => rung,
    async wait(ms: number): Promise<void> {
      if (rung) return;
      const cut = new AbortController();
      const end = () => cut.abort();
      wake = end;
      signal.addEventListener('abort', end, { once: true });
      await clock.sleep(ms, cut.signal);
      signal.removeEventListener('abort', end);
      wake = undefined;
    },
  };
}

export type Alarm = ReturnType<typeof createAlarm>;
