type Bucket = { readonly upTo: number; readonly count: number };

/** The cumulated buckets of a Prometheus histogram, as /metrics prints them. */
export function bucketsOf(metrics: string, name: string): Bucket[] {
  const lines = metrics.matchAll(new RegExp(`^${name}_bucket{[^}]*le="([^"]+)"[^}]*} (\\d+)`, 'gm'));
  return [...lines].map(([, upTo, count]) => ({
    upTo: upTo === '+Inf' ? Number.POSITIVE_INFINITY : Number(upTo),
    count: Number(count),
  }));
}

/** A quantile of what was observed between two looks: the upper end of its bucket, so never too small. */
export function quantileBetween(before: readonly Bucket[], after: readonly Bucket[], share: number): number {
  const counts = after.map(({ upTo, count }, i) => ({ upTo, count: count - (before[i]?.count ?? 0) }));
  const all = counts.at(-1)?.count ?? 0;
  return counts.find(({ count }) => count >= all * share)?.upTo ?? Number.NaN;
}
