/**
 * Where the next incremental sweep by `_lastUpdated` begins, milliseconds UTC: the newest change that was seen, but not
 * after Halaxy's own clock when the sweep began (a record bearing a later time must not carry the cursor over what
 * changed meanwhile), less an overlap for changes that show late. Where nothing was seen, Halaxy's clock alone.
 *
 * @param serverStartMs the `Date` of the sweep's first answer: Halaxy's clock, not ours
 */
export function nextCursor(sweep: {
  readonly seenUpdatedMs: readonly number[];
  readonly serverStartMs: number;
  readonly overlapMs: number;
}): number {
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const ms of sweep.seenUpdatedMs) newestMs = Math.max(newestMs, ms);
  const reachedMs = sweep.seenUpdatedMs.length === 0 ? sweep.serverStartMs : newestMs;
  return Math.min(reachedMs, sweep.serverStartMs) - sweep.overlapMs;
}
