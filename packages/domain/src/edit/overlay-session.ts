import type { PendingEdit, SessionFacts } from '../dashboard/compose-session-view.ts';
import { type EditState, isEditOver } from './edit-life.ts';
import type { SessionChange, SessionField } from './session-change.ts';
import { statusAsWished } from './status-wish.ts';

/** An edit of a session's appointment, as far as it decides what is shown. */
export type ShownEdit = {
  readonly id: string;
  /** Its place among the edits of its appointment. */
  readonly seq: number;
  readonly state: EditState;
  /** Through which session it was made: a status is this one's alone. */
  readonly sessionId: string;
  readonly change: SessionChange;
  /** Fields that are known to be lost to somebody else's change. */
  readonly lost: readonly string[];
  readonly by: PendingEdit['by'];
  /** ISO 8601. */
  readonly since: string;
};

/**
 * A session as its edits make it, on top of what Halaxy was last seen to have. Comment and time are the whole
 * appointment's, a status is one participant's.
 *
 * An edit counts while the projection does not contain it: its `seq` is above `settledSeq`, and it has not ended but as
 * `saved`. The newest one that is under way is what is pending. Law I13.
 */
export function overlaySession(
  facts: SessionFacts,
  settledSeq: number,
  edits: readonly ShownEdit[],
): SessionFacts {
  const inOrder = [...edits].sort((a, b) => a.seq - b.seq);
  const shown = inOrder
    .filter(({ seq, state }) => seq > settledSeq && (!isEditOver(state) || state === 'saved'))
    .reduce(overlayOne, facts);
  const newest = inOrder
    .filter(({ state }) => !isEditOver(state))
    .findLast((edit) => concerns(edit, facts.id));
  if (newest === undefined) return shown;
  const { id: editId, state, by, since } = newest;
  return { ...shown, pending: { editId, state, by, since } };
}

function overlayOne(facts: SessionFacts, { change, lost, sessionId }: ShownEdit): SessionFacts {
  const has = (field: SessionField) => change[field] !== undefined && !lost.includes(field);
  const { comment, time, status } = change;
  return {
    ...facts,
    ...(comment !== undefined && has('comment') ? { comment } : {}),
    ...(time !== undefined && has('time') ? { startMs: time.startMs, endMs: time.endMs } : {}),
    ...(status !== undefined && has('status') && sessionId === facts.id
      ? { status: statusAsWished(status) }
      : {}),
  };
}

function concerns({ change, sessionId }: ShownEdit, id: string): boolean {
  return sessionId === id || change.comment !== undefined || change.time !== undefined;
}
