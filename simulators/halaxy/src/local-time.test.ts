import { expect, test } from '@jest/globals';
import { atLocal, writeDay, writeTime } from './local-time.ts';

const sydney = (text: string) => writeTime(Date.parse(text), 'sydney');

test('row 21: Sydney goes from +10:00 to +11:00 at two in the morning of October’s first Sunday', () => {
  expect(sydney('2026-10-03T15:59:59Z')).toBe('2026-10-04T01:59:59+10:00');
  expect(sydney('2026-10-03T16:00:00Z')).toBe('2026-10-04T03:00:00+11:00');
});

test('row 21: Sydney goes back at three in the morning of April’s first Sunday', () => {
  expect(sydney('2027-04-03T15:59:59Z')).toBe('2027-04-04T02:59:59+11:00');
  expect(sydney('2027-04-03T16:00:00Z')).toBe('2027-04-04T02:00:00+10:00');
});

test('row 21: Brisbane keeps +10:00 all year', () => {
  expect(writeTime(Date.parse('2026-12-31T00:00:00Z'), 'brisbane')).toBe('2026-12-31T10:00:00+10:00');
});

test.each(['2026-07-01', '2026-12-01', '2026-10-04', '2027-04-04'])(
  'nine o’clock on %s is written as nine o’clock',
  (day) => {
    const at = atLocal(day, 9, 0, 'sydney');
    expect(writeTime(at, 'sydney').slice(0, 16)).toBe(`${day}T09:00`);
    expect(writeDay(at, 'sydney')).toBe(day);
  },
);

test('a time that the October change skips lands an hour later', () => {
  expect(writeTime(atLocal('2026-10-04', 2, 30, 'sydney'), 'sydney')).toBe('2026-10-04T03:30:00+11:00');
});
