import { expect, test } from '@jest/globals';
import { isoAt, isoIn, timeInWords, wallTimeOf } from './zoned-time.ts';

const sydney = 'Australia/Sydney';

test.each([
  ['2026-11-23', '09:30', sydney, '2026-11-23T09:30:00+11:00'],
  ['2026-07-01', '09:30', sydney, '2026-07-01T09:30:00+10:00'],
  ['2026-07-01', '00:05', 'Australia/Adelaide', '2026-07-01T00:05:00+09:30'],
  ['2026-10-04', '01:30', sydney, '2026-10-04T01:30:00+10:00'],
  ['2026-10-04', '03:30', sydney, '2026-10-04T03:30:00+11:00'],
  ['2026-04-05', '01:30', sydney, '2026-04-05T01:30:00+11:00'],
  ['2026-04-05', '03:30', sydney, '2026-04-05T03:30:00+10:00'],
])('%s %s in %s is %s, also on days on which clocks change', (date, clock, zone, iso) => {
  expect(isoAt({ date, clock }, zone)).toBe(iso);
  expect(wallTimeOf(iso, zone)).toEqual({ date, clock });
  expect(wallTimeOf(new Date(iso).toISOString(), zone)).toEqual({ date, clock });
  expect(isoIn(zone, Date.parse(iso))).toBe(iso);
});

test('what is written with an offset is read as its writer’s clocks showed it', () => {
  expect(wallTimeOf('2026-11-23T09:30:00+10:00', sydney)).toEqual({ date: '2026-11-23', clock: '09:30' });
});

test.each([
  ['2026-11-23T00:05:00+11:00', '12:05 AM'],
  ['2026-11-23T09:00:00+11:00', '9:00 AM'],
  ['2026-11-23T12:30:00+11:00', '12:30 PM'],
  ['2026-11-23T02:15:00Z', '1:15 PM'],
])('%s is told as sessions are: %s', (iso, words) => {
  expect(timeInWords(iso, sydney)).toBe(words);
});
