import type { ShownSession } from '../live/session-list.ts';
import { type Edits, isUnderWay, isUnsaved } from './edits.ts';

/** What a row says of the edits of its session. */
export type RowNote = {
  readonly state: 'choosing' | 'unsent' | 'saving' | 'not_saved' | 'other' | 'saved';
  readonly words: string;
};

/** The one thing to be said beside a row about its edits; undefined where there is nothing. */
export function rowNote({ id, pending }: ShownSession, edits: Edits): RowNote | undefined {
  const own = [...edits.known.values()].filter(({ edit }) => edit.target.id === id);
  const outgoing = edits.outgoing.filter(({ draft }) => draft.session.id === id);
  const onTheWay = outgoing.filter(({ stage }) => stage !== 'turned_away');
  // What a view calls pending may have ended since: whose end is known here is not on its way.
  const told = pending && edits.known.get(pending.editId);
  const isPending = pending !== undefined && (told === undefined || isUnderWay(told.edit));

  if (edits.drafts.get(id)?.field === 'status')
    return { state: 'choosing', words: 'Not saved yet: press Enter or “Save”.' };
  if (onTheWay.some(({ failed }) => failed > 0))
    return { state: 'unsent', words: 'Not sent yet. It is tried again by itself.' };
  const isMine = isPending && pending.by.id === edits.me;
  if (onTheWay.length > 0 || isMine || own.some(({ edit }) => isUnderWay(edit)))
    return { state: 'saving', words: 'Saving…' };
  if (onTheWay.length < outgoing.length || own.some(isUnsaved))
    return { state: 'not_saved', words: 'Not saved' };
  if (isPending) return { state: 'other', words: `${pending.by.name} is changing this` };
  if (own.some(({ edit, isQuiet }) => edit.state === 'saved' && !isQuiet))
    return { state: 'saved', words: 'Saved ✓' };
  return undefined;
}
