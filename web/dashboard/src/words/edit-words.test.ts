import { expect, test } from '@jest/globals';
import { editAt, sessionAt } from '../live/testing/samples.ts';
import { outcomeInWords, sessionInWords, wantedInWords } from './edit-words.ts';

const zone = 'Australia/Sydney';
const span = (start: string, end: string) => ({
  start: `2026-11-23T${start}:00+11:00`,
  end: `2026-11-23T${end}:00+11:00`,
});

test.each([
  ['comment', 'mine', 'theirs', 'You wanted the comment to be “mine”. It is “theirs” now.'],
  ['comment', '', 'theirs', 'You wanted the comment to be empty. It is “theirs” now.'],
  ['comment', 'mine', null, 'You wanted the comment to be “mine”. It is empty now.'],
  ['comment', 'mine', undefined, 'You wanted the comment to be “mine”.'],
  ['status', 'no_show', 'arrived', 'You wanted the status to be “Did not attend”. It is “Arrived” now.'],
  [
    ...['time', span('10:00', '10:50'), span('13:00', '13:50')],
    'You wanted the time to be 10:00 AM to 10:50 AM. It is 1:00 PM to 1:50 PM now.',
  ],
  ['a_field_of_later', { a: 1 }, 'x', 'You wanted a_field_of_later to be something else. It is “x” now.'],
] as const)('%s: what was wanted and what stands is said in words', (field, wanted, stands, words) => {
  expect(wantedInWords(field, wanted, stands, zone)).toBe(words);
});

test('a conflict tells both sides of what was lost, what was saved, and the next step', () => {
  const edit = editAt('e_1', {
    state: 'conflict',
    fields: { comment: 'mine', status: 'completed' },
    saved: ['status'],
    lost: [{ field: 'comment', yours: 'mine', theirs: 'theirs' }],
    reason: 'Somebody else changed the comment. Choose which one stands.',
  });
  expect(outcomeInWords(edit, undefined, zone)).toEqual({
    lines: ['You wanted the comment to be “mine”. It is “theirs” now.', 'Saved was the status.'],
    next: 'Somebody else changed the comment. Choose which one stands.',
  });
});

test('a refusal tells what was wanted, and what stands where the session is known', () => {
  const edit = editAt('e_1', { state: 'refused', fields: { comment: 'mine', status: 'cancelled' } });
  const session = sessionAt(9, { comment: 'as it was', arrived: true });
  expect(outcomeInWords(edit, session, zone)).toEqual({
    lines: [
      'You wanted the comment to be “mine”. It is “as it was” now.',
      'You wanted the status to be “Cancelled”. It is “Arrived” now.',
    ],
    next: 'Halaxy did not take it. Change it and try again, or leave it as it stands.',
  });
  expect(outcomeInWords(edit, undefined, zone).lines[0]).toBe('You wanted the comment to be “mine”.');
});

test('a session whose client is not known yet has words, too', () => {
  expect(sessionInWords(sessionAt(9))).toBe('MK at 9:00 AM');
  expect(sessionInWords(sessionAt(9, { clientInitials: '' }))).toBe('Somebody at 9:00 AM');
});
