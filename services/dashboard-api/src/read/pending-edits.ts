import type { ShownEdit, ShownPatientEdit } from '@bloom/domain';
import type { EditDocument, EditReader } from '@bloom/store';

/** What edits under way, or ended a moment ago, make of what is shown. */
export type Pending = {
  /** Raised by every acceptance and state of an edit of the target: it counts in the revision. */
  counterOf(target: string): number;
  /** Edits of an appointment. */
  sessionEditsOf(target: string): readonly ShownEdit[];
  /** Edits of a client. */
  patientEditsOf(target: string): readonly ShownPatientEdit[];
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
      patientEditsOf: (target) => (byTarget.get(target) ?? []).flatMap(shownPatientEdit),
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

function shownEdit(edit: EditDocument): ShownEdit[] {
  const { wish, entityId: sessionId } = edit;
  return wish.kind === 'session' ? [{ ...standing(edit), sessionId, change: wish.change }] : [];
}

function shownPatientEdit(edit: EditDocument): ShownPatientEdit[] {
  const { wish } = edit;
  return wish.kind === 'patient' ? [{ ...standing(edit), change: wish.change }] : [];
}

function standing({ _id: id, seq, state, outcome, by, createdAtMs }: EditDocument) {
  const lost = outcome?.lost.map(({ field }) => field) ?? [];
  return { id, seq, state, lost, by, since: new Date(createdAtMs).toISOString() };
}
