/** When a read of Halaxy was: the number drawn at its admission, the counter seen at its answer. */
export type ReadInterval = { readonly from: number; readonly to: number };

/** What a confirmed 404 or 410 says of a record. It bears no `lastUpdated`: read numbers decide. */
export type Gone = { readonly gone: true };

/** What one read said of one record. */
export type Observation = {
  readonly read: ReadInterval;
  /** Halaxy's `meta.lastUpdated`, milliseconds UTC; absent when the record bore none. */
  readonly lastUpdatedMs: number | undefined;
  /** The record in canonical form, so that equal content is an equal string; `gone` where Halaxy has it no more. */
  readonly content: string | Gone;
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
  if (sameContent(held.content, seen.content)) return { kind: 'same', next: confirmed(held, seen) };
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

/** No two canonical forms that differ are equal, and a record that is gone differs from each. */
function sameContent(a: string | Gone, b: string | Gone): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object');
}

/**
 * The mirror after a read that agrees with it. A change and its undoing leave the content as it was and `lastUpdated`
 * later: unless ours follows, what lay between would pass for newer. A later read without one ends ours.
 */
function confirmed(held: Mirror, seen: Observation): Mirror {
  const read = laterOf(held.read, seen.read);
  const bothKnown = held.lastUpdatedMs !== undefined && seen.lastUpdatedMs !== undefined;
  if (bothKnown) return { ...held, read, lastUpdatedMs: Math.max(held.lastUpdatedMs, seen.lastUpdatedMs) };
  return { ...(seen.read.from > held.read.to ? seen : held), read };
}

function compareUpdated(held: Mirror, seen: Observation): 'newer' | 'older' | 'unknown' {
  if (held.lastUpdatedMs === undefined || seen.lastUpdatedMs === undefined) return 'unknown';
  if (seen.lastUpdatedMs > held.lastUpdatedMs) return 'newer';
  return seen.lastUpdatedMs < held.lastUpdatedMs ? 'older' : 'unknown';
}

function laterOf(a: ReadInterval, b: ReadInterval): ReadInterval {
  return { from: Math.max(a.from, b.from), to: Math.max(a.to, b.to) };
}
