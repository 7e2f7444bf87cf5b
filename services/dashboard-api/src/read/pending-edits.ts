import type { ShownEdit } from '@bloom/domain';
import type { EditDocument, EditReader } from '@bloom/store';

/** What edits under way, or ended a moment ago, make of what is shown. */
export type Pending = {
  /** Raised by every acceptance and state of an edit of the target: it counts in the revision. */
  counterOf(target: string): number;
  /** Edits of an appointment. */
  sessionEditsOf(target: string): readonly ShownEdit[];
  /** Edits of a client. */
  editsOf(target: string): readonly EditDocument[];
  /** Sessions and clients that are to be made. */
  readonly creations: readonly EditDocument[];
};

/**
 * Reads edits after the records that they lie over: counters first, then the edits. What is composed then never bears a
 * revision that belongs to a later state of an edit; an older record under a newer edit is told by its place (law I4).
 */
export function createPendingReader(edits: Pick<EditReader, 'live' | 'countersOf'>) {
  return async (practice: string, targets: readonly string[]): Promise<Pending> => {
    const counters = await edits.countersOf(practice, targets);
    const live = await edits.live(practice, targets);
    const byTarget = Map.groupBy(live, ({ target }) => target);
    return {
      counterOf: (target) => counters.get(target) ?? 0,
      sessionEditsOf: (target) => (byTarget.get(target) ?? []).flatMap(shownEdit),
      editsOf: (target) => byTarget.get(target) ?? [],
      creations: live.filter(({ wish }) => wish.kind === 'booking' || wish.kind === 'registration'),
    };
  };
}

export type PendingReader = ReturnType<typeof createPendingReader>;

/** Appointments, by Halaxy's ids, that edits move: they may be shown on another day than the one they are kept under. */
export function movedAppointments(moves: readonly EditDocument[]): string[] {
  return moves.flatMap(({ wish }) =>
    wish.kind === 'session' && wish.change.time !== undefined ? [wish.halaxy.id] : [],
  );
}

function shownEdit({
  _id: id,
  seq,
  state,
  entityId,
  wish,
  outcome,
  by,
  createdAtMs,
}: EditDocument): ShownEdit[] {
  if (wish.kind !== 'session') return [];
  const lost = outcome?.lost.map(({ field }) => field) ?? [];
  const since = new Date(createdAtMs).toISOString();
  return [{ id, seq, state, sessionId: entityId, change: wish.change, lost, by, since }];
}
