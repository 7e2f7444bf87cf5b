import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../halaxy/parse-instant.ts';
import { formatIso, formatTime } from './format-time.ts';
import { addDays, dateOfUtc, type LocalDate, monthOf, parseLocalDate, weekOf } from './local-date.ts';
import { parseTimeZone, type TimeZone } from './time-zone.ts';
import { dayBounds, localDateOf, monthBounds, weekBounds } from './zoned-bounds.ts';

function zone(name: string): TimeZone {
  const known = parseTimeZone(name);
  if (known === undefined) throw new Error(`unknown zone ${name}`);
  return known;
}
function day(text: string): LocalDate {
  const known = parseLocalDate(text);
  if (known === undefined) throw new Error(`no such day ${text}`);
  return known;
}
const zoneNames = [
  'Australia/Sydney',
  'Australia/Brisbane',
  'Australia/Perth',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Beirut',
  'Pacific/Apia',
  'UTC',
];
const zones = fc.constantFrom(...zoneNames.map(zone));
const days = fc.integer({ min: 0, max: 25_000 }).map((since) => dateOfUtc(since * 86_400_000));

test.each([
  ['Australia/Sydney', '2026-10-04', '2026-10-03T14:00:00Z', '2026-10-04T13:00:00Z', 23],
  ['Australia/Sydney', '2026-04-05', '2026-04-04T13:00:00Z', '2026-04-05T14:00:00Z', 25],
  ['Australia/Sydney', '2026-11-23', '2026-11-22T13:00:00Z', '2026-11-23T13:00:00Z', 24],
  ['Australia/Brisbane', '2026-10-04', '2026-10-03T14:00:00Z', '2026-10-04T14:00:00Z', 24],
  ['Australia/Brisbane', '2026-04-05', '2026-04-04T14:00:00Z', '2026-04-05T14:00:00Z', 24],
  ['Australia/Perth', '2026-10-04', '2026-10-03T16:00:00Z', '2026-10-04T16:00:00Z', 24],
  ['Australia/Adelaide', '2026-10-04', '2026-10-03T14:30:00Z', '2026-10-04T13:30:00Z', 23],
  ['Australia/Adelaide', '2026-04-05', '2026-04-04T13:30:00Z', '2026-04-05T14:30:00Z', 25],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z', 23.5],
  // Clocks leap from midnight to one: the day begins at one.
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z', 23],
  // Clocks went back from one to midnight: of two midnights the first.
  ['America/Havana', '2024-11-03', '2024-11-03T04:00:00Z', '2024-11-04T05:00:00Z', 25],
  // This day never was.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00Z', 0],
] as const)('in %s the day %s is from %s to %s: %d hours', (name, date, from, to, hours) => {
  const { fromMs, toMs } = dayBounds(day(date), zone(name));
  expect([new Date(fromMs), new Date(toMs)]).toEqual([new Date(from), new Date(to)]);
  expect((toMs - fromMs) / 3_600_000).toBe(hours);
});

test('the bounds of consecutive days meet, in every zone', () => {
  fc.assert(
    fc.property(days, zones, (date, where) => {
      expect(dayBounds(date, where).toMs).toBe(dayBounds(addDays(date, 1), where).fromMs);
    }),
  );
});

test('every instant is within the bounds of the day its zone shows', () => {
  const australian = fc.constantFrom(...zoneNames.slice(0, 5).map(zone));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000_000 }), australian, (ms, where) => {
      const { fromMs, toMs } = dayBounds(localDateOf(ms, where), where);
      expect(fromMs <= ms && ms < toMs).toBe(true);
    }),
  );
});

test.each([
  ['2026-11-22T12:59:59.999Z', 'Australia/Sydney', '2026-11-22'],
  ['2026-11-22T13:00:00.000Z', 'Australia/Sydney', '2026-11-23'],
  ['2026-11-22T13:00:00.000Z', 'Australia/Brisbane', '2026-11-22'],
  ['2026-11-22T13:29:59.999Z', 'Australia/Adelaide', '2026-11-22'],
  ['2026-11-22T13:30:00.000Z', 'Australia/Adelaide', '2026-11-23'],
  ['2026-11-22T15:59:59.999Z', 'Australia/Perth', '2026-11-22'],
])('at %s the calendars of %s show %s', (at, name, date) => {
  expect(localDateOf(Date.parse(at), zone(name))).toBe(date);
});

test.each([
  ['2026-11-23', '2026-11-23', '2026-11-29'],
  ['2026-11-29', '2026-11-23', '2026-11-29'],
  ['2027-01-01', '2026-12-28', '2027-01-03'],
  ['2028-02-29', '2028-02-28', '2028-03-05'],
])('the week of %s is from Monday %s to Sunday %s', (date, monday, sunday) => {
  expect(weekOf(day(date))).toEqual({ monday, sunday });
});

test('a week and a month with a change of clocks are an hour short or long', () => {
  const length = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => (toMs - fromMs) / 3_600_000;
  expect(length(weekBounds(day('2026-10-01'), zone('Australia/Sydney')))).toBe(7 * 24 - 1);
  expect(length(monthBounds(day('2026-10-31'), zone('Australia/Sydney')))).toBe(31 * 24 - 1);
  expect(length(monthBounds(day('2026-04-01'), zone('Australia/Sydney')))).toBe(30 * 24 + 1);
  expect(length(monthBounds(day('2026-10-31'), zone('Australia/Brisbane')))).toBe(31 * 24);
});

test('a month is told by its days and its names', () => {
  expect(monthOf(day('2026-11-25'))).toEqual({
    first: '2026-11-01',
    last: '2026-11-30',
    days: 30,
    name: 'November',
    yearAndMonth: '2026-11',
  });
  expect(monthOf(day('2028-02-01')).days).toBe(29);
});

test.each([
  ['2026-11-22T22:00:00Z', 'Australia/Sydney', '9:00 AM', '2026-11-23T09:00:00+11:00'],
  ['2026-11-22T13:00:00Z', 'Australia/Sydney', '12:00 AM', '2026-11-23T00:00:00+11:00'],
  ['2026-11-23T01:05:00Z', 'Australia/Sydney', '12:05 PM', '2026-11-23T12:05:00+11:00'],
  ['2026-06-01T05:30:00Z', 'Australia/Adelaide', '3:00 PM', '2026-06-01T15:00:00+09:30'],
  ['2026-10-03T15:59:59Z', 'Australia/Sydney', '1:59 AM', '2026-10-04T01:59:59+10:00'],
  ['2026-10-03T16:00:00Z', 'Australia/Sydney', '3:00 AM', '2026-10-04T03:00:00+11:00'],
  ['2026-04-04T15:30:00Z', 'Australia/Sydney', '2:30 AM', '2026-04-05T02:30:00+11:00'],
  ['2026-04-04T16:30:00Z', 'Australia/Sydney', '2:30 AM', '2026-04-05T02:30:00+10:00'],
  ['2026-01-01T03:30:00Z', 'America/St_Johns', '12:00 AM', '2026-01-01T00:00:00-03:30'],
])('%s in %s is shown as %s and written as %s', (at, name, time, iso) => {
  expect(formatTime(Date.parse(at), zone(name))).toBe(time);
  expect(formatIso(Date.parse(at), zone(name))).toBe(iso);
});

test('an instant written with its offset is read back as the same instant', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.constantFrom(...zoneNames.slice(0, 5).map(zone)),
      (s, where) => {
        expect(parseInstant(formatIso(s * 1_000, where))).toBe(s * 1_000);
      },
    ),
  );
});

test.each([
  ['2026-02-30'],
  ['2026-2-3'],
  ['26-11-23'],
  [''],
  ['2026-11-23T00:00'],
  ['0999-01-01'],
  ['9999-01-01'],
])('%j is no day', (text) => {
  expect(parseLocalDate(text)).toBeUndefined();
});

test.each([[''], ['Mars/Olympus'], ['+11:00'], ['Australia/']])('%j is no zone', (name) => {
  expect(parseTimeZone(name)).toBeUndefined();
});
