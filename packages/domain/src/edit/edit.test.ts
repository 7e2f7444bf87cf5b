import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noFigures, type SessionFacts } from '../dashboard/compose-session-view.ts';
import { type EditEvent, type EditState, editStates, isEditOver, stepEdit } from './edit-life.ts';
import { mergeFields } from './merge-fields.ts';
import { overlaySession, type ShownEdit } from './overlay-session.ts';
import {
  isSessionFieldAsSeen,
  isSessionFieldDone,
  type SessionNow,
  sawWish,
  sessionFields,
} from './session-change.ts';
import { codeOfStatus, type StatusSeen, writableStatuses } from './status-wish.ts';

const editEvents: EditEvent[] = ['taken', 'settled', 'settled-in-part', 'refused', 'failed'];

test('I2: an edit has exactly one end, and never leaves it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...editEvents)), (chain) => {
      let state: EditState = 'queued';
      let ends = 0;
      for (const event of chain) {
        const next = stepEdit(state, event);
        if (isEditOver(next) && next !== state) ends += 1;
        state = next;
      }
      expect(ends).toBeLessThanOrEqual(1);
      expect(editStates).toContain(state);
    }),
    { numRuns: 20_000 },
  );
});

const span = { startMs: 1_000, endMs: 4_000 };
const now = (more: Partial<SessionNow> = {}): SessionNow => ({
  comment: 'theirs',
  time: span,
  status: { meaning: 'scheduled', arrived: false },
  ...more,
});

test.each([
  ['nobody else changed it', 'theirs', 'asSeen'],
  ['somebody else changed it', 'seen before', 'other'],
  ['in another form of Unicode', 'theirs'.normalize('NFD'), 'asSeen'],
] as const)('I2: a comment where %s', (_, base, verdict) => {
  const merged = mergeFields(['comment'], {
    isDone: (field) => isSessionFieldDone(field, now(), { comment: 'mine' }),
    isAsSeen: (field) => isSessionFieldAsSeen(field, now(), { comment: base }),
  });
  expect(merged[verdict]).toEqual(['comment']);
});

test('I2: what Halaxy has already is done, though it is not what the person saw', () => {
  const merged = mergeFields(['comment', 'time'], {
    isDone: (field) => isSessionFieldDone(field, now(), { comment: 'theirs', time: { ...span } }),
    isAsSeen: () => false,
  });
  expect(merged).toEqual({ done: ['comment', 'time'], asSeen: [], other: [] });
});

const meanings = {
  booked: { meaning: 'scheduled', arrived: false },
  confirmed: { meaning: 'confirmed', arrived: false },
  arrived: { meaning: 'confirmed', arrived: true },
  attended: { meaning: 'completed', arrived: false },
  'did not attend': { meaning: 'no_show', arrived: false },
  cancelled: { meaning: 'cancelled', arrived: false },
  unheard: { meaning: 'unknown', arrived: false },
} as const;

test.each<[StatusSeen, readonly (keyof typeof meanings)[]]>([
  ['scheduled', ['booked', 'unheard']],
  ['confirmed', ['confirmed']],
  ['arrived', ['arrived']],
  ['in_progress', ['booked', 'confirmed', 'arrived', 'unheard']],
  ['needs_review', ['booked', 'confirmed', 'arrived', 'unheard']],
  ['completed', ['attended']],
  ['no_show', ['did not attend']],
  ['cancelled', ['cancelled']],
])('I2: who saw %s saw one of these codes', (seen, codes) => {
  const fits = (Object.keys(meanings) as (keyof typeof meanings)[]).filter((code) =>
    isSessionFieldAsSeen('status', now({ status: meanings[code] }), { status: seen }),
  );
  expect(fits).toEqual(codes);
});

test('I2: a cancellation is done once nothing is owed where it costs nothing, and something where it does', () => {
  const cancelled = (isUncharged?: boolean) => now({ status: { ...meanings.cancelled, isUncharged } });
  const done = (now_: SessionNow, charge: boolean) =>
    isSessionFieldDone('status', now_, { status: { status: 'cancelled', charge } });
  expect([done(cancelled(true), false), done(cancelled(false), false)]).toEqual([true, false]);
  expect([done(cancelled(true), true), done(cancelled(false), true)]).toEqual([false, true]);
  // Where Halaxy shows no line for it, what it costs cannot be told yet.
  expect([done(cancelled(), true), done(cancelled(), false)]).toEqual([true, false]);
  expect(codeOfStatus({ status: 'cancelled', charge: false })).toBe('cancelled (no charge)');
  expect(codeOfStatus({ status: 'cancelled', charge: true })).toBe('cancelled');
});

test.each(writableStatuses)('a wish of %s is done by the code that is written for it', (status) => {
  const code = codeOfStatus({ status, charge: true }) as keyof typeof meanings;
  expect(
    isSessionFieldDone('status', now({ status: meanings[code] }), { status: { status, charge: true } }),
  ).toBe(true);
});

test('a later edit that saw an earlier one’s wish is told by its values, field by field', () => {
  expect(sawWish('comment', { comment: 'mine' }, { comment: 'mine' })).toBe(true);
  expect(sawWish('comment', { comment: 'mine' }, { comment: 'other' })).toBe(false);
  expect(sawWish('time', { time: span }, { time: { ...span } })).toBe(true);
  expect(sawWish('status', { status: 'arrived' }, { status: { status: 'arrived', charge: false } })).toBe(
    true,
  );
});

const facts: SessionFacts = {
  id: 's_1',
  appointmentId: 'a_1',
  clientId: 'c_1',
  client: undefined,
  ...span,
  status: { meaning: 'scheduled', arrived: false },
  locationType: 'in-person',
  comment: 'theirs',
  presentingIssues: [],
  figures: noFigures,
  revision: 3,
};
const edit = (seq: number, more: Partial<ShownEdit> = {}): ShownEdit => ({
  id: `e_${seq}`,
  seq,
  state: 'queued',
  sessionId: 's_1',
  change: { comment: `of ${seq}` },
  lost: [],
  by: { id: 'u_1', name: 'Reception' },
  since: '2026-11-23T08:51:02Z',
  ...more,
});

test('I13: the newest edit that our record does not contain is shown, and pending until it ends', () => {
  const shown = overlaySession(facts, 1, [edit(3), edit(1), edit(2)]);
  expect(shown.comment).toBe('of 3');
  expect(shown.pending).toEqual({
    editId: 'e_3',
    state: 'queued',
    by: { id: 'u_1', name: 'Reception' },
    since: '2026-11-23T08:51:02Z',
  });
});

test('I13: what our record contains is not laid over it again, though its edit has not ended', () => {
  const shown = overlaySession(facts, 2, [edit(2)]);
  expect(shown.comment).toBe('theirs');
  expect(shown.pending?.editId).toBe('e_2');
});

test.each(['refused', 'conflict', 'failed'] as const)(
  'I13: nothing of an edit that ended as %s is shown',
  (state) => {
    expect(overlaySession(facts, 0, [edit(1, { state })])).toEqual(facts);
  },
);

test('I13: an edit that ended as saved shows through an older copy of our record, and waits for nothing', () => {
  const shown = overlaySession(facts, 0, [edit(1, { state: 'saved' })]);
  expect(shown).toEqual({ ...facts, comment: 'of 1' });
});

test('I13: a field that is lost is shown as Halaxy has it, though the edit goes on with others', () => {
  const both = edit(1, { change: { comment: 'mine', time: { startMs: 5, endMs: 6 } }, lost: ['comment'] });
  expect(overlaySession(facts, 0, [both])).toMatchObject({ comment: 'theirs', startMs: 5, endMs: 6 });
});

test('a status is its participant’s alone, comment and time are the whole appointment’s', () => {
  const change = { comment: 'for all', status: { status: 'arrived', charge: false } } as const;
  const shown = overlaySession({ ...facts, id: 's_2' }, 0, [edit(1, { change })]);
  expect(shown).toMatchObject({ comment: 'for all', status: facts.status, pending: { editId: 'e_1' } });
  const own = overlaySession(facts, 0, [edit(1, { change: { status: change.status } })]);
  expect(own.status).toEqual({ meaning: 'confirmed', arrived: true });
  expect(
    overlaySession({ ...facts, id: 's_2' }, 0, [edit(1, { change: { status: change.status } })]),
  ).toEqual({ ...facts, id: 's_2' });
});

test('the fields that are judged are those that can be written', () => {
  expect(sessionFields).toEqual(['comment', 'time', 'status']);
});
