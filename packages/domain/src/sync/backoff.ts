const rowDelaysMs = [30_000, 5 * 60_000, 30 * 60_000] as const;
const quickFirstMs = 1_000;
const quickMostMs = 30_000;

/**
 * How long a due row waits after so many failed attempts: 30 s, 5 min, 30 min. Undefined after that, or for a number
 * of attempts that is none: the row has used up its attempts.
 */
export function rowDelayMs(failedAttempts: number): number | undefined {
  return rowDelaysMs[failedAttempts - 1];
}

const sliceDelaysMs = [5_000, 15_000, 30_000] as const;

/**
 * How long a page of a run waits after so many failed attempts: 5, 15, 30 s. Undefined after that, or for a number of
 * attempts that is none: its slice is given up, since the next run asks again soon.
 */
export function sliceDelayMs(failedAttempts: number): number | undefined {
  return sliceDelaysMs[failedAttempts - 1];
}

/**
 * How long a quick try waits, with full jitter: anything up to 1 s after the first failure, twice as much after each
 * further one, 30 s at most.
 *
 * @param random from 0 up to, but not including, 1
 */
export function quickTryDelayMs(failedTries: number, random: number): number {
  const most = Math.min(quickFirstMs * 2 ** Math.max(0, failedTries - 1), quickMostMs);
  return Math.floor(random * (most + 1));
}
