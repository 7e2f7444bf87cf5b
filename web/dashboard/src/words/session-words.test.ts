import { expect, test } from '@jest/globals';
import { sessionAt } from '../live/testing/samples.ts';
import { describeChange, isOut, statusInWords } from './session-words.ts';

const nine = sessionAt(9);
const pending = { editId: 'e_1', state: 'queued', by: { id: 'u_2', name: 'Ann' }, since: nine.start };

test.each([
  ['appears', undefined, nine, 'MK at 9:00 AM was added.'],
  ['goes', nine, undefined, 'MK at 9:00 AM is no longer on this day.'],
  ['moves', nine, { ...sessionAt(10), id: nine.id }, 'MK moved from 9:00 AM to 10:00 AM.'],
  ['is missed', nine, { ...nine, status: 'no_show' as const }, 'MK at 9:00 AM: now did not attend.'],
  ['has arrived', nine, { ...nine, arrived: true }, 'MK at 9:00 AM: now confirmed, arrived.'],
  ['gets a comment', nine, { ...nine, comment: 'private matter' }, 'MK at 9:00 AM: the comment changed.'],
  ['is being changed', nine, { ...nine, pending, revision: 2 }, ''],
  ['was changed', { ...nine, pending }, { ...nine, revision: 2, practitionerId: 'p_1' }, ''],
  ['differs otherwise', nine, { ...nine, pending, sessionNumber: 5 }, 'MK at 9:00 AM was updated.'],
  ['was never here', undefined, undefined, ''],
])('a session that %s is said in one sentence', (_, before, after, words) => {
  expect(describeChange(before, after)).toBe(words);
});

test('cancelled and missed sessions are out; an arrival shows until the session is under way', () => {
  expect([isOut({ status: 'cancelled' }), isOut({ status: 'no_show' }), isOut(nine)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(statusInWords({ ...nine, status: 'in_progress', arrived: true })).toBe('In progress');
});
