/**
 * A rate that may be spent: up to `perSecond` in any second, made good evenly. True while there is some left.
 *
 * @param nowMs milliseconds that only grow
 */
export function createSpendRate(perSecond: number, nowMs: () => number): () => boolean {
  let left = perSecond;
  let seenMs = nowMs();
  return () => {
    const now = nowMs();
    left = Math.min(perSecond, left + ((now - seenMs) / 1_000) * perSecond);
    seenMs = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
