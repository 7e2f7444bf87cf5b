/** When a read of Halaxy was: the number drawn at its admission, the counter seen at its answer. */
export type ReadInterval = { readonly from: number; readonly to: number };

/** What one read said of one record. */
export type Observation = {
  readonly read: ReadInterval;
  /** Halaxy's `meta.lastUpdated`, milliseconds UTC; absent when the record bore none. */
  readonly lastUpdatedMs: number | undefined;
  /** The record in canonical form, so that equal content is an equal string. */
  readonly content: string;
};

/** Our copy of the record: the newest observation that was applied, and the widest read that agreed with it. */
export type Mirror = Observation;

export type MergeOutcome =
  | { readonly kind: 'created' | 'updated'; readonly next: Mirror }
  /** Nothing to say, but the read interval rises. */
  | { readonly kind: 'same'; readonly next: Mirror }
  /** Ours is newer by number: it changes nothing. */
  | { readonly kind: 'stale' }
  /** It cannot be told which is newer: read again after so long. */
  | { readonly kind: 'doubtful'; readonly readAgainInMs: number };

const laggingReplicaMs = 10_000;

/**
 * Decides what an observation of Halaxy does to the mirror we hold.
 *
 * Halaxy is the authority. Observations arrive late, twice and out of order: `lastUpdated` decides first
 * (a lagging replica may show an old one: `settled` says that the second look was taken, and numbers decide
 * then), else the read intervals. Pure. Laws M1–M7 in docs/SPEC.md.
 *
 * @param settled this observation is the second look at an older `lastUpdated`
 */
export function mergeObservation(held: Mirror | undefined, seen: Observation, settled = false): MergeOutcome {
  if (held === undefined) return { kind: 'created', next: seen };
  if (seen.content === held.content)
    return { kind: 'same', next: { ...held, read: laterOf(held.read, seen.read) } };
  const order = compareUpdated(held, seen);
  if (order === 'newer') return { kind: 'updated', next: { ...seen, read: laterOf(held.read, seen.read) } };
  if (order === 'older' && !settled) {
    if (seen.read.to <= held.read.from) return { kind: 'stale' };
    return { kind: 'doubtful', readAgainInMs: laggingReplicaMs };
  }
  if (seen.read.from > held.read.to) return { kind: 'updated', next: seen };
  if (seen.read.to <= held.read.from) return { kind: 'stale' };
  return { kind: 'doubtful', readAgainInMs: 0 };
}

function compareUpdated(held: Mirror, seen: Observation): 'newer' | 'older' | 'unknown' {
  if (held.lastUpdatedMs === undefined || seen.lastUpdatedMs === undefined) return 'unknown';
  if (seen.lastUpdatedMs > held.lastUpdatedMs) return 'newer';
  return seen.lastUpdatedMs < held.lastUpdatedMs ? 'older' : 'unknown';
}

function laterOf(a: ReadInterval, b: ReadInterval): ReadInterval {
  return { from: Math.max(a.from, b.from), to: Math.max(a.to, b.to) };
}
