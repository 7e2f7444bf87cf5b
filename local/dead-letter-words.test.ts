import { expect, test } from '@jest/globals';
import { countLine, type DeadLetter, letterLine, letterLines } from './dead-letter-words.ts';

const letter: DeadLetter = {
  ...{ id: 'e_0123456789abcdef0123', kind: 'session', reason: 'gave-up', lastError: 'HALAXY_UNREACHABLE' },
  ...{ deliveries: 0, since: '2026-11-23T00:00:00.000Z', givenUpAt: '2026-11-24T00:00:01.000Z' },
  ...{ state: 'waiting', note: null },
};
const next = (more: Partial<DeadLetter>) =>
  letterLines({ ...letter, ...more }).find((line) => line.includes('what to do'));

test('a dead letter is one line that begins with its id and ends with its state', () => {
  expect(letterLine(letter).split(/ {2,}/)).toEqual([
    ...['e_0123456789abcdef0123', 'session', 'gave-up', 'HALAXY_UNREACHABLE', '0 sent'],
    ...['since 2026-11-23T00:00:00.000Z', 'given up 2026-11-24T00:00:01.000Z', 'waiting'],
  ]);
  expect(letterLine({ ...letter, lastError: null, state: 'replayed' })).toMatch(/^e_\S+ .* - .* replayed$/);
});

test('one that is shown tells why it was given up and what to do, until somebody has decided', () => {
  expect(letterLines(letter)).toEqual([
    'e_0123456789abcdef0123',
    '  kind        session',
    '  state       waiting',
    '  why         gave-up: it could not be carried within a day, or by ten requests.',
    '  last error  HALAXY_UNREACHABLE (docs/errors.md)',
    '  requests    0 left for Halaxy',
    '  since       2026-11-23T00:00:00.000Z',
    '  given up    2026-11-24T00:00:01.000Z',
    '  what to do  see that Halaxy answers, then replay it.',
  ]);
  expect(next({ state: 'replayed' })).toBeUndefined();
});

test.each([
  ['a booking of which no request left', { kind: 'booking' }, 'then replay it'],
  ['a booking of which one left', { kind: 'booking', deliveries: 1 }, 'only where it is not'],
  ['a change of which one left', { deliveries: 3 }, 'then replay it'],
  ['what nobody knows about', { reason: 'unanswered' }, 'whether it is there'],
  ['what Halaxy never showed', { reason: 'not-shown' }, 'look at the record'],
  ['what could be several records', { kind: 'booking', reason: 'ambiguous' }, 'would make one more'],
])('nobody is told to make a record twice: %s', (_, more, words) => {
  expect(next(more)).toContain(words);
});

test('what an operator wrote steers no terminal', () => {
  const lines = letterLines({ ...letter, state: 'discarded', note: 'a\u001b[2Jmistake\nof ours' });
  expect(lines).toContain('  note        a [2Jmistake of ours');
});

test('it is told how many there are, and how many wait', () => {
  expect(countLine([])).toBe('No edit was given up.');
  expect(countLine([letter, { ...letter, state: 'discarded' }])).toBe(
    'Given up: 2. Waiting for a decision: 1.',
  );
});
