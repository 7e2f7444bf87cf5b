import { expect, test } from '@jest/globals';
import { parseTimeZone, type TimeZone } from '../calendar/time-zone.ts';
import { dayBounds, localDateOf } from '../calendar/zoned-bounds.ts';
import { composeSessionView, noFigures, type SessionFacts } from '../dashboard/compose-session-view.ts';
import { asked, day, invoices, session, sydney, zone } from '../figures/testing/clinic.ts';
import { weekFigures } from '../figures/week-figures.ts';
import { type ClientOwn, decideOwnChange } from './client-own.ts';
import { settingsInForce, usualAims } from './practitioner-settings.ts';
import { usedElsewhere } from './sessions-elsewhere.ts';

const brisbane = zone('Australia/Brisbane');

test.each([
  ['of the year', { year: 2026, count: 3 }, '2026-11-25', 3],
  ['of the year, on its first day', { year: 2026, count: 3 }, '2026-01-01', 3],
  ['of last year', { year: 2025, count: 3 }, '2026-01-01', 0],
  ['of next year', { year: 2027, count: 3 }, '2026-12-31', 0],
  ['never told', null, '2026-11-25', 0],
] as const)('sessions elsewhere that count: %s', (_, told, date, count) => {
  expect(usedElsewhere(told, day(date))).toBe(count);
});

const own = (issues: readonly string[], elsewhere: ClientOwn['sessionsElsewhere'] = null): ClientOwn => ({
  presentingIssues: issues,
  sessionsElsewhere: elsewhere,
});

test.each<[string, ClientOwn, ClientOwn, boolean, boolean]>([
  ['nothing but private notes', own(['a']), own(['a']), false, false],
  ['an issue', own(['a']), own(['b']), true, false],
  ['the order of issues', own(['a', 'b']), own(['b', 'a']), true, false],
  ['two issues that read as one', own(['a,b']), own(['a', 'b']), true, false],
  ['sessions elsewhere', own([]), own([], { year: 2026, count: 1 }), true, true],
  ['their year', own([], { year: 2025, count: 1 }), own([], { year: 2026, count: 1 }), true, true],
  ['their end', own([], { year: 2026, count: 0 }), own([]), true, true],
  ['the same said again', own([], { year: 2026, count: 2 }), own([], { year: 2026, count: 2 }), false, false],
])('a change of %s is shown where it shows', (_, before, after, sessions, figures) => {
  expect(decideOwnChange(before, after)).toEqual({ sessions, figures });
});

test('who has set nothing aims at the usual, in the practice’s zone', () => {
  expect(settingsInForce({ timezone: null }, sydney)).toEqual({ ...usualAims, timezone: 'Australia/Sydney' });
  expect(usualAims).toEqual({ weeklyRevenueTarget: 5_500, monthlyRevenueTarget: 22_000, maxSessions: 25 });
});

test('what was set holds, nothing and none among it', () => {
  const set = { weeklyRevenueTarget: 0, monthlyRevenueTarget: 1.5, maxSessions: 0, timezone: brisbane };
  expect(settingsInForce(set, sydney)).toEqual(set);
});

/** The day of each zone in which an instant lies, the time that people there read, and the length of that day in hours. */
test.each([
  // Sydney's clocks go forward at two on 4 October 2026; Brisbane's never change.
  ['2026-10-03T13:30Z', sydney, '2026-10-03', '11:30 PM', 24],
  ['2026-10-03T13:30Z', brisbane, '2026-10-03', '11:30 PM', 24],
  ['2026-10-03T16:30Z', sydney, '2026-10-04', '3:30 AM', 23],
  ['2026-10-03T16:30Z', brisbane, '2026-10-04', '2:30 AM', 24],
  ['2026-10-04T13:30Z', sydney, '2026-10-05', '12:30 AM', 24],
  ['2026-10-04T13:30Z', brisbane, '2026-10-04', '11:30 PM', 24],
  // They go back at three on 5 April 2026: the hour from two is there twice.
  ['2026-04-04T15:30Z', sydney, '2026-04-05', '2:30 AM', 25],
  ['2026-04-04T16:30Z', sydney, '2026-04-05', '2:30 AM', 25],
  ['2026-04-04T16:30Z', brisbane, '2026-04-05', '2:30 AM', 24],
  ['2026-04-05T13:30Z', sydney, '2026-04-05', '11:30 PM', 25],
  ['2026-04-05T13:30Z', brisbane, '2026-04-05', '11:30 PM', 24],
  ['2026-04-05T14:00Z', sydney, '2026-04-06', '12:00 AM', 24],
] as const)('at %s in %s it is %s, %s, a day of %d hours', (at, where, date, time, hours) => {
  const startMs = Date.parse(at);
  expect(localDateOf(startMs, where)).toBe(date);
  expect(composeSessionView(facts(startMs), { nowMs: 0, zone: where, upNextId: undefined }).time).toBe(time);
  const { fromMs, toMs } = dayBounds(day(date), where);
  expect((toMs - fromMs) / 3_600_000).toBe(hours);
});

test.each([
  // The first hour of Monday in Sydney is Sunday still in Brisbane.
  ['2026-11-22T13:30Z', '2026-11-23', 1, 0],
  ['2026-11-22T14:30Z', '2026-11-23', 1, 1],
  // And the last hour of Brisbane's Sunday is next week in Sydney.
  ['2026-11-29T13:30Z', '2026-11-29', 0, 1],
  // In winter their weeks are the same.
  ['2026-06-21T14:00Z', '2026-06-22', 1, 1],
  ['2026-06-21T13:59Z', '2026-06-22', 0, 0],
] as const)('a session at %s is of the week of %s: %d in Sydney, %d in Brisbane', (at, date, there, here) => {
  const held = [session(at, 'completed')];
  const counted = (where: TimeZone) =>
    weekFigures(held, invoices({}), asked(date, '2026-12-01T00:00Z', where), {
      maxSessions: 25,
      targetRevenue: 0,
    }).currentSessions;
  expect([counted(sydney), counted(brisbane)]).toEqual([there, here]);
});

test('a zone is of the tz database, or none', () => {
  expect(parseTimeZone('Australia/Brisbane')).toBe(brisbane);
  expect(parseTimeZone('Australia/Canberra2')).toBeUndefined();
});

function facts(startMs: number): SessionFacts {
  return {
    id: 's',
    appointmentId: 'a',
    clientId: 'c',
    client: undefined,
    startMs,
    endMs: startMs + 50 * 60_000,
    status: { meaning: 'confirmed', arrived: false },
    locationType: 'in-person',
    comment: null,
    presentingIssues: [],
    figures: noFigures,
    revision: 1,
  };
}
