/**
 * Where the next incremental sweep by `_lastUpdated` begins, milliseconds UTC: Halaxy's own clock when this one began, less
 * an overlap for changes that show late. What the records themselves say is asked only where Halaxy told no time: the
 * newest of them may be old, and much may have come with it; or lie ahead, and what changes meanwhile would be passed over.
 *
 * @param serverStartMs the `Date` of the sweep's first answer: Halaxy's clock, not ours
 * @returns undefined where neither tells: the next sweep lists everything again
 */
export function nextCursor(sweep: {
  readonly newestUpdatedMs: number | undefined;
  readonly serverStartMs: number | undefined;
  /** Our own clock when the sweep began: no change that was seen lies after it. */
  readonly startedAtMs: number;
  readonly overlapMs: number;
}): number | undefined {
  const { newestUpdatedMs, serverStartMs, startedAtMs, overlapMs } = sweep;
  const seenMs = newestUpdatedMs === undefined ? undefined : Math.min(newestUpdatedMs, startedAtMs);
  const reachedMs = serverStartMs ?? seenMs;
  return reachedMs === undefined ? undefined : reachedMs - overlapMs;
}
