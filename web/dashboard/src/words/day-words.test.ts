import { expect, test } from '@jest/globals';
import { addDays, dateIn, dayInWords } from './day-words.ts';

test('today is a date in the practitioner’s zone, not in the reader’s', () => {
  const instant = Date.parse('2026-11-22T13:30:00Z');
  expect(dateIn('Australia/Sydney', instant)).toBe('2026-11-23');
  expect(dateIn('Australia/Perth', instant)).toBe('2026-11-22');
});

test.each([
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-10-04', 1, '2026-10-05'],
  ['2028-03-01', -1, '2028-02-29'],
])('%s and %i days are %s', (date, days, then) => {
  expect(addDays(date, days)).toBe(then);
});

test('a day has its weekday in words', () => {
  expect(dayInWords('2026-11-23')).toMatch(/^Monday,? 23 November 2026$/);
});
