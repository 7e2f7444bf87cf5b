import { expect, test } from '@jest/globals';
import { relationshipMonths, sessionNumber } from './client-figures.ts';
import type { FigureSession } from './figure-session.ts';
import { asked, session } from './testing/clinic.ts';

const nowMs = Date.parse('2026-11-25T01:00Z');
const first = session('2026-09-01T00:00Z', 'completed');
const missed = session('2026-09-15T00:00Z', 'no_show');
const second = session('2026-10-01T00:00Z', 'completed');
const unattended = session('2026-11-01T00:00Z', 'confirmed');
const next = session('2026-12-01T00:00Z', 'scheduled');
const later = session('2026-12-15T00:00Z', 'confirmed');
const history = [later, next, unattended, second, missed, first];

test.each<[string, FigureSession, number | null]>([
  ['the first completed one', first, 1],
  ['one that was missed', missed, null],
  ['the second completed one', second, 2],
  ['one that ended unattended: it would be the next', unattended, 3],
  ['the next one', next, 3],
  ['the one after that: until the next is completed it would be the next as well', later, 3],
  ['one that was cancelled', session('2026-12-02T00:00Z', 'cancelled'), null],
])('the number of %s', (_, one, number) => {
  expect(sessionNumber(one, history, nowMs)).toBe(number);
});

test('of two completed at the same time the lower id comes first', () => {
  const twins = [session('2026-09-01T00:00Z', 'completed'), session('2026-09-01T00:00Z', 'completed')];
  expect(twins.map((one) => sessionNumber(one, twins, nowMs))).toEqual([1, 2]);
});

test.each([
  ['nobody yet', [], '2026-11-25', 0],
  ['a first session today', ['2026-11-24T23:00Z'], '2026-11-25', 0],
  ['a day less than a month', ['2026-10-25T23:00Z'], '2026-11-25', 0],
  ['a month to the day', ['2026-10-24T23:00Z'], '2026-11-25', 1],
  ['a month’s end: 31 January to 28 February', ['2026-01-31T01:00Z'], '2026-02-28', 1],
  ['the day before it', ['2026-01-31T01:00Z'], '2026-02-27', 0],
  ['29 February of a leap year to 28 February of the next', ['2024-02-29T01:00Z'], '2025-02-28', 12],
  ['across a year’s end', ['2025-12-15T01:00Z'], '2026-01-15', 1],
  ['three years', ['2023-11-25T01:00Z'], '2026-11-25', 36],
  ['a first session that is yet to come', ['2026-12-24T23:00Z'], '2026-11-25', 0],
  [
    'the zone’s day counts: 30 November in UTC is 1 December in Sydney',
    ['2026-10-31T14:00Z'],
    '2026-11-30',
    0,
  ],
])('the months of %s', (_, starts, date, months) => {
  const known = starts.map((start) => session(start, 'completed'));
  expect(relationshipMonths(known, asked(date, '2026-11-25T01:00Z'))).toBe(months);
});

test('a first session that was missed begins nothing', () => {
  const known = [session('2026-01-01T01:00Z', 'no_show'), session('2026-09-01T01:00Z', 'completed')];
  expect(relationshipMonths(known, asked('2026-11-25', '2026-11-25T01:00Z'))).toBe(2);
});
