/** What must be known before a record of ours is taken for deleted in Halaxy. */
export type AbsenceReport = {
  /** HTTP status of a GET of this very record; absence from a list or a batch proves nothing. */
  readonly ownStatus: number;
  /** HTTP status of a GET, just before, of a record that a list has just shown: it must be 200. */
  readonly controlStatus: number;
  /** How many records of that practice and type we hold. */
  readonly held: number;
  /** When each other tombstone of that practice and type was wanted, confirmed or held, by any path; ms UTC. */
  readonly wantedAtMs: readonly number[];
  /** What an operator decided about this record, or is asked about it. */
  readonly standing: 'none' | 'held' | 'confirmed' | 'rejected';
  readonly nowMs: number;
};

export type TombstoneDecision =
  | { readonly kind: 'confirm' }
  /** `unproven`: read again. `too-many`: an operator decides about it and all that are held. `rejected`: one did. */
  | { readonly kind: 'hold'; readonly reason: 'unproven' | 'too-many' | 'rejected' };

const windowMs = 10 * 60_000;

/**
 * Decides whether a record goes. It takes its own 404 or 410 while the control's GET is 200, so that a revoked
 * permission or a broken gateway empties nothing; and it is held if with it more than
 * max(5, min(2 % of what we hold, 50)) would go within 10 minutes, until an operator decides. Laws T1–T5 in docs/SPEC.md.
 */
export function decideTombstone(report: AbsenceReport): TombstoneDecision {
  const gone = report.ownStatus === 404 || report.ownStatus === 410;
  if (!gone || report.controlStatus !== 200) return { kind: 'hold', reason: 'unproven' };
  if (report.standing === 'confirmed') return { kind: 'confirm' };
  if (report.standing === 'rejected') return { kind: 'hold', reason: 'rejected' };
  if (report.standing === 'held') return { kind: 'hold', reason: 'too-many' };
  const others = report.wantedAtMs.filter((at) => report.nowMs - at <= windowMs).length;
  return others + 1 > tombstoneLimit(report.held)
    ? { kind: 'hold', reason: 'too-many' }
    : { kind: 'confirm' };
}

/** How many records of one practice and type may go within 10 minutes unasked. */
export function tombstoneLimit(held: number): number {
  return Math.max(5, Math.min(held * 0.02, 50));
}
