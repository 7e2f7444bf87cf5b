const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long after its n-th delivery an edit is delivered again. */
const spacingMs = [
  secondMs,
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  4 * hourMs,
  6 * hourMs,
  8 * hourMs,
] as const;

/** A delivery is a request that left for Halaxy: so many, and the edit is given up. */
export const deliveriesMax = spacingMs.length;

/** An edit that could not be carried within a day is given up. */
export const writeLivesMs = 24 * hourMs;

/** How long a request may take. */
export const writeDeadlineMs = 10 * secondMs;

/** A request whose answer was lost may still land: nobody looks before this is over. */
export const settleMs = 10 * secondMs;

/** Halaxy may show an old value for a while after it said yes. */
export const readBackMs = 10 * secondMs;

const lateLooksMs = [30 * secondMs, 5 * minuteMs, 30 * minuteMs] as const;
const quickLooksMs = [250, 500, secondMs, 2 * secondMs] as const;

/** @param deliveries made so far, at least 1 */
export function nextDeliveryInMs(deliveries: number): number {
  return spacingMs[Math.min(deliveries, spacingMs.length) - 1] ?? 0;
}

/**
 * How long until the next look at what Halaxy shows after it said yes: a few quick ones within 10 s, then three late ones.
 * Undefined after these.
 *
 * @param looks made so far, at least 1
 * @param late looks made since the 10 s were over
 */
export function nextLookInMs(looks: number, late: number | undefined): number | undefined {
  return late === undefined ? quickLooksMs[Math.min(looks, quickLooksMs.length) - 1] : lateLooksMs[late];
}
