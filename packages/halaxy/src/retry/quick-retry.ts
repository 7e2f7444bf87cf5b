import type { BloomError } from '@bloom/kit';

/**
 * The wait before the next quick try of a read, in milliseconds, or undefined when it should become a due
 * row. Three tries, 1 s doubling to at most 30 s, full jitter. Only a passing fault or a senseless answer is
 * worth a quick try; what throttles, refuses or misses is not.
 *
 * @param triesMade at least 1
 * @param random in [0, 1)
 */
export function quickRetryMs(error: BloomError, triesMade: number, random: number): number | undefined {
  if (triesMade >= 3) return undefined;
  if (error.kind !== 'transient' && error.kind !== 'malformed') return undefined;
  return Math.round(random * Math.min(30_000, 1_000 * 2 ** (triesMade - 1)));
}
