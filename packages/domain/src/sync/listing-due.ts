/**
 * Whether a listing that is made every so often is due: practices take their turns spread over the interval, each at its
 * own place, so that those of one house do not all list at once.
 *
 * @param lastMs when it was last made, milliseconds UTC; 0 = never
 * @param practice whose place in the interval it is
 */
export function isListingDue(listing: {
  readonly nowMs: number;
  readonly lastMs: number;
  readonly everyMs: number;
  readonly practice: string;
}): boolean {
  const { nowMs, lastMs, everyMs, practice } = listing;
  if (everyMs <= 0 || nowMs - lastMs >= everyMs) return true;
  const place = placeOf(practice) * everyMs;
  const turn = (ms: number) => Math.floor((ms - place) / everyMs);
  return turn(nowMs) > turn(lastMs);
}

/** A share of the interval, from 0 up to 1, the same for the same practice: FNV-1a, its bits mixed as Murmur ends. */
function placeOf(practice: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < practice.length; i += 1) hash = Math.imul(hash ^ practice.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
