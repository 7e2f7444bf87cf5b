import type { EditView } from '@bloom/contracts';
import { expect, test } from '@jest/globals';
import { reconnectDelay } from '../live/reconnect-delay.ts';
import { editAt, sessionAt } from '../live/testing/samples.ts';
import { commentDraft, type Draft, statusDraft } from './draft.ts';
import { type Edits, type EditsEvent, isUnsaved, newEdits } from './edits.ts';
import { rowNote } from './row-note.ts';
import { withOwnEdits } from './shown-sessions.ts';
import { stepEdits } from './step-edits.ts';

const nine = sessionAt(9, { comment: 'as it was' });
const zone = 'Australia/Sydney';
const begun = { session: nine, timezone: zone, place: 'p' };
const written: Draft = { ...commentDraft(begun), text: 'mine' };
const sessionId = nine.id;

/** Tells events in their order, all at one time, and keeps the commands that came of the last. */
function run(events: readonly EditsEvent[], from: Edits = newEdits('u_1'), nowMs = 1_000) {
  let edits = from;
  let last: readonly unknown[] = [];
  for (const event of events) {
    const step = stepEdits(edits, event, { nowMs, random: 0.5 });
    edits = step.edits;
    last = step.commands;
  }
  const row = withOwnEdits(nine, edits, zone);
  return { edits, last, row, note: rowNote(nine, edits)?.state };
}

const submit = (key: string, draft: Draft = written): EditsEvent[] => [
  { kind: 'opened', draft },
  { kind: 'submitted', sessionId: draft.session.id, key },
];
const told = (changes: Partial<EditView>): EditsEvent => ({ kind: 'told', edit: editAt('e_1', changes) });
const sending = run(submit('key-1'));
const accepted = run([{ kind: 'answered', key: 'key-1', edit: editAt('e_1') }], sending.edits);
const lost = [{ field: 'comment', yours: 'mine', theirs: 'theirs' }];
const conflict = run([told({ state: 'conflict', lost, revision: 5 })], accepted.edits);

test('what is asked to be saved is sent with what was seen, and shown at once', () => {
  expect(sending.last).toEqual([
    { do: 'send', key: 'key-1', sessionId, patch: { comment: 'mine', base: { comment: 'as it was' } } },
  ]);
  expect(sending).toMatchObject({ row: { comment: 'mine' }, note: 'saving' });
  expect(sending.edits.drafts.size).toBe(0);
});

test('what is so already is sent to nobody', () => {
  const { edits, last } = run(submit('key-1', commentDraft(begun)));
  expect([edits.drafts.size, edits.outgoing, last]).toEqual([0, [], []]);
});

test('what cannot be meant stays open, with what is wrong about it', () => {
  const draft: Draft = { ...begun, field: 'time', start: '10:00', end: '09:00', endFollows: false };
  const { edits, last } = run(submit('key-1', draft));
  expect(edits.drafts.get(sessionId)).toMatchObject({ start: '10:00', fault: expect.any(String) });
  expect(last).toEqual([]);
  const typed = run([{ kind: 'typed', draft: { ...draft, end: '11:00' } }], edits).edits;
  expect(typed.drafts.get(sessionId)).toMatchObject({ end: '11:00', fault: undefined });
});

test('an edit that was taken is shown until its session shows it by itself', () => {
  expect(accepted).toMatchObject({ row: { comment: 'mine' }, note: 'saving' });
  const pending = { editId: 'e_9', state: 'queued', by: { id: 'u_2', name: 'Ann' }, since: nine.start };
  const theirs = { ...nine, comment: 'theirs, later', pending };
  expect(withOwnEdits(theirs, accepted.edits, zone).comment).toBe('theirs, later');
});

test('“saved” is told for some seconds, and then no more', () => {
  const saved = run([told({ state: 'saved', revision: 3 })], accepted.edits);
  expect(saved).toMatchObject({ note: 'saved', row: { comment: 'as it was' } });
  expect(run([{ kind: 'tick' }], saved.edits, 4_999).note).toBe('saved');
  expect(run([{ kind: 'tick' }], saved.edits, 5_000).note).toBeUndefined();
});

test.each(['refused', 'conflict', 'failed'] as const)(
  'an edit that ends %s is no longer shown as if it were so, and is told until it is seen',
  (state) => {
    const ended = run([told({ state, revision: 4 })], accepted.edits);
    expect(ended).toMatchObject({ note: 'not_saved', row: { comment: 'as it was' } });
    expect(run([{ kind: 'tick' }], ended.edits, 900_000).note).toBe('not_saved');
    const seen = run([told({ state, revision: 5, seenAt: nine.start })], ended.edits);
    expect(seen.note).toBeUndefined();
  },
);

test.each([2, 3])(
  'I4: an event of revision %i, not above the 3 that is shown, changes nothing',
  (revision) => {
    const saved = run([told({ state: 'saved', revision: 3 })], accepted.edits).edits;
    expect(run([told({ state: 'sending', revision })], saved).edits).toBe(saved);
  },
);

test('I4: an answer that comes after its end was told does not bring the edit back', () => {
  const early = run([told({ state: 'saved', revision: 3 })], sending.edits).edits;
  const { edits, note } = run([{ kind: 'answered', key: 'key-1', edit: editAt('e_1') }], early);
  expect([edits.outgoing, edits.known.get('e_1')?.edit.state, note]).toEqual([[], 'saved', undefined]);
});

test('a refused request rolls the row back and keeps what was typed, to be edited or sent again', () => {
  const refused = run([{ kind: 'turned_away', key: 'key-1', words: 'Give an end.' }], sending.edits);
  expect(refused).toMatchObject({ row: { comment: 'as it was' }, note: 'not_saved' });
  const again = run([{ kind: 'edited_again', key: 'key-1' }], refused.edits);
  expect(again.edits.drafts.get(sessionId)).toMatchObject({ text: 'mine', fault: 'Give an end.' });
  expect(again.edits.outgoing).toEqual([]);
  const resent = run([{ kind: 'sent_again', key: 'key-1', newKey: 'key-2' }], refused.edits);
  expect(resent.last).toMatchObject([{ do: 'send', key: 'key-2', patch: { comment: 'mine' } }]);
  expect(run([{ kind: 'left', key: 'key-1' }], refused.edits)).toMatchObject({ note: undefined });
});

test('what was turned away does not replace what is being written since', () => {
  const newer: Draft = { ...commentDraft(begun), text: 'newer' };
  const { edits } = run(
    [
      { kind: 'opened', draft: newer },
      { kind: 'turned_away', key: 'key-1', words: 'No.' },
      { kind: 'edited_again', key: 'key-1' },
    ],
    sending.edits,
  );
  expect(edits.drafts.get(sessionId)).toMatchObject({ text: 'newer' });
  expect(edits.outgoing).toMatchObject([{ key: 'key-1', stage: 'turned_away' }]);
});

test('I2: what nobody answered is “not sent yet”, and sent again under the same key, with growing pauses', () => {
  let { edits } = sending;
  const waits: number[] = [];
  for (let failed = 1; failed <= 12; failed += 1) {
    const off = run([{ kind: 'unreached', key: 'key-1' }], edits);
    expect(off).toMatchObject({ note: 'unsent', row: { comment: 'mine' }, last: [] });
    const dueAt = off.edits.outgoing[0]?.dueAt ?? 0;
    waits.push(dueAt - 1_000);
    expect(run([{ kind: 'tick' }], off.edits, dueAt - 1).last).toEqual([]);
    const again = run([{ kind: 'tick' }], off.edits, dueAt);
    expect(again.last).toMatchObject([{ do: 'send', key: 'key-1' }]);
    expect(again.note).toBe('unsent');
    edits = again.edits;
  }
  expect(waits).toEqual(waits.map((_, at) => reconnectDelay(at + 1, 0.5)));
  expect(run([{ kind: 'answered', key: 'key-1', edit: editAt('e_1') }], edits).note).toBe('saving');
});

test('a network that is found again is used at once', () => {
  const off = run([{ kind: 'unreached', key: 'key-1' }], sending.edits).edits;
  expect(run([{ kind: 'online' }], off).last).toMatchObject([{ do: 'send', key: 'key-1' }]);
});

test('I4: edits of one session are sent one after another, those of two at once', () => {
  const second = run(submit('key-2', statusDraft(begun, 'completed')), sending.edits);
  expect(second).toMatchObject({ last: [], row: { comment: 'mine', status: 'completed' } });
  const other = commentDraft({ ...begun, session: sessionAt(10) });
  expect(run(submit('key-3', { ...other, text: 'x' }), second.edits).last).toMatchObject([{ key: 'key-3' }]);
  const off = run([{ kind: 'unreached', key: 'key-1' }], second.edits);
  expect(off.last).toEqual([]);
  for (const event of [
    { kind: 'answered', key: 'key-1', edit: editAt('e_1') },
    { kind: 'turned_away', key: 'key-1', words: 'No.' },
  ] as const)
    expect(run([event], off.edits).last).toMatchObject([{ do: 'send', key: 'key-2' }]);
});

test('what is typed goes only when its writer lets it go', () => {
  const typing = run([{ kind: 'opened', draft: written }]).edits;
  const after = run([told({ state: 'saved' }), { kind: 'opened', draft: commentDraft(begun) }], typing).edits;
  expect(after.drafts.get(sessionId)).toBe(written);
  expect(run([{ kind: 'given_up', sessionId }], after).edits.drafts.size).toBe(0);
});

test('what is typed after a draft was let go does not open it again', () => {
  expect(run([{ kind: 'typed', draft: written }]).edits.drafts.size).toBe(0);
});

test('“keep theirs” takes note of the conflict; “use mine” makes another edit in its place', () => {
  const kept = run([{ kind: 'asked', id: 'e_1', what: 'seen', key: 'key-2' }], conflict.edits);
  expect(kept.last).toEqual([{ do: 'ask', what: 'seen', id: 'e_1', key: 'key-2' }]);
  expect(run([{ kind: 'asked', id: 'e_1', what: 'retry', key: 'key-3' }], kept.edits).last).toEqual([]);
  const seen = editAt('e_1', { state: 'conflict', revision: 6, seenAt: nine.start });
  expect(run([{ kind: 'done', id: 'e_1', edit: seen }], kept.edits)).toMatchObject({ note: undefined });

  const mine = run([{ kind: 'asked', id: 'e_1', what: 'retry', key: 'key-2' }], conflict.edits).edits;
  const edit = editAt('e_2', { retryOf: 'e_1' });
  const retried = run([{ kind: 'done', id: 'e_1', edit }], mine);
  expect(retried).toMatchObject({ note: 'saving', row: { comment: 'mine' } });
  expect(retried.last).toEqual([{ do: 'take_note', id: 'e_1' }]);
  expect([...retried.edits.known.values()].filter(isUnsaved)).toEqual([]);
});

test('what could not be asked can be asked again, and says why it was not', () => {
  const { edits } = run(
    [
      { kind: 'asked', id: 'e_1', what: 'retry', key: 'key-2' },
      { kind: 'ask_failed', id: 'e_1', words: 'Bloom cannot be reached just now.' },
    ],
    conflict.edits,
  );
  expect(edits.known.get('e_1')).toMatchObject({
    asking: undefined,
    fault: expect.stringContaining('reached'),
  });
});

test('what was not saved and not seen is listed at the start, and again where that failed', () => {
  expect(run([{ kind: 'started' }]).last).toEqual([{ do: 'list' }]);
  const failed = run([{ kind: 'list_failed' }]).edits;
  expect(run([{ kind: 'tick' }], failed, 60_999).last).toEqual([]);
  expect(run([{ kind: 'tick' }], failed, 61_000).last).toEqual([{ do: 'list' }]);
  const edits = [editAt('e_1', { state: 'failed' }), editAt('e_2', { state: 'refused' })];
  const listed = run([{ kind: 'listed', edits }]).edits;
  expect([...listed.known.values()].filter(isUnsaved)).toHaveLength(2);
});

test('after a break, what was under way is asked for one by one: what ended well is in no list', () => {
  expect(run([{ kind: 'recount' }], accepted.edits).last).toEqual([
    { do: 'list' },
    { do: 'look', id: 'e_1' },
  ]);
});

test('an edit of which nothing is heard is looked at; where it was not saved, the day is renewed', () => {
  expect(run([{ kind: 'tick' }], accepted.edits, 30_999).last).toEqual([]);
  const looking = run([{ kind: 'tick' }], accepted.edits, 31_000);
  expect(looking.last).toEqual([{ do: 'look', id: 'e_1' }]);
  expect(run([{ kind: 'tick' }], looking.edits, 31_500).last).toEqual([]);
  const edit = editAt('e_1', { state: 'refused', revision: 4 });
  expect(run([{ kind: 'looked', edit }], looking.edits).last).toEqual([{ do: 'renew_day' }]);
  const same = editAt('e_1', { state: 'sending', revision: 2 });
  expect(run([{ kind: 'looked', edit: same }], looking.edits).last).toEqual([]);
});

test('edits of others are not kept; one’s own of another page are', () => {
  const theirs = told({ by: { id: 'u_2', name: 'Ann' } });
  expect(run([theirs]).edits.known.size).toBe(0);
  expect(run([told({ state: 'sending' })])).toMatchObject({ note: 'saving', row: { comment: 'mine' } });
  expect(run([told({ state: 'saved' })]).note).toBeUndefined();
});

test('an edit that was tried again on another page is told no more', () => {
  const edits = [editAt('e_2', { retryOf: 'e_1' }), editAt('e_1', { state: 'conflict', revision: 5 })];
  for (const order of [edits, edits.toReversed()]) {
    const events = order.map((edit) => ({ kind: 'told', edit }) as const);
    expect([...run(events).edits.known.values()].filter(isUnsaved)).toEqual([]);
  }
});
