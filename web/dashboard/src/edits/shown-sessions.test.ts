import { expect, test } from '@jest/globals';
import { editAt, sessionAt, today } from '../live/testing/samples.ts';
import { commentDraft, statusDraft, timeDraft, withStart } from './draft.ts';
import { type Edits, type EditsEvent, newEdits } from './edits.ts';
import { rowNote } from './row-note.ts';
import { shownSessions } from './shown-sessions.ts';
import { stepEdits } from './step-edits.ts';

const place = 'practitioner:p_1 day';
const begun = (session = sessionAt(9)) => ({ session, timezone: 'Australia/Sydney', place });
const after = (...events: EditsEvent[]): Edits =>
  events.reduce((edits, event) => stepEdits(edits, event, { nowMs: 0, random: 0 }).edits, newEdits('u_1'));
const shown = (edits: Edits, sessions = [sessionAt(9), sessionAt(10)], page = place) =>
  shownSessions(sessions, edits, page, () => 'Australia/Sydney');
const submitted = { kind: 'submitted', sessionId: 's_9', key: 'key-1' } as const;

test('a time that is on its way is told as times are, and stands in its order', () => {
  const edits = after({ kind: 'opened', draft: withStart(timeDraft(begun()), '13:30') }, submitted);
  expect(shown(edits)).toMatchObject([
    { id: 's_10' },
    { id: 's_9', time: '1:30 PM', start: `${today}T13:30:00+11:00`, end: `${today}T14:20:00+11:00` },
  ]);
});

test.each([
  ['arrived', { status: 'confirmed', arrived: true }],
  ['cancelled', { status: 'cancelled', arrived: false }],
] as const)('a status of %s that is on its way is shown as it will be', (status, fields) => {
  const edits = after({ kind: 'opened', draft: statusDraft(begun(), status) }, submitted);
  expect(shown(edits)[0]).toMatchObject(fields);
});

test('a comment that is taken away is shown as none', () => {
  const draft = { ...commentDraft(begun(sessionAt(9, { comment: 'old' }))), text: '' };
  const edits = after({ kind: 'opened', draft }, submitted);
  expect(shown(edits, [sessionAt(9, { comment: 'old' })])[0]?.comment).toBeNull();
});

test('a session that leaves the day keeps its row while somebody writes in it, on that day alone', () => {
  const edits = after({ kind: 'opened', draft: commentDraft(begun()) });
  expect(shown(edits, [sessionAt(10)])).toMatchObject([{ id: 's_9', isGone: true }, { id: 's_10' }]);
  expect(shown(edits, [sessionAt(10)], 'another day')).toMatchObject([{ id: 's_10' }]);
  expect(shown(after(), [sessionAt(10)])).toMatchObject([{ id: 's_10' }]);
});

const pending = (id: string, name: string) => ({
  ...{ editId: 'e_1', state: 'sending', by: { id, name }, since: `${today}T08:00:00+11:00` },
});

test('what somebody else changes is told by their name, what oneself changes elsewhere as one’s own', () => {
  const theirs = sessionAt(9, { pending: pending('u_2', 'Ann Lee') });
  expect(rowNote(theirs, after())).toEqual({ state: 'other', words: 'Ann Lee is changing this' });
  expect(rowNote(sessionAt(9, { pending: pending('u_1', 'Me') }), after())?.state).toBe('saving');
  expect(rowNote(sessionAt(9), after())).toBeUndefined();
});

test('a view that still calls pending what has ended is not believed', () => {
  const edits = after({ kind: 'told', edit: editAt('e_1', { state: 'refused' }) });
  expect(rowNote(sessionAt(9, { pending: pending('u_1', 'Me') }), edits)?.state).toBe('not_saved');
});

test('a status that waits to be saved says how that is done', () => {
  const edits = after({ kind: 'opened', draft: statusDraft(begun(), 'cancelled') });
  expect(rowNote(sessionAt(9), edits)?.state).toBe('choosing');
});
