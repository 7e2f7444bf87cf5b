import { expect, test } from '@jest/globals';
import type { FigureSession } from './figure-session.ts';
import { asked, session } from './testing/clinic.ts';
import { type UpcomingFigures, upcomingFigures } from './upcoming-figures.ts';

// Wednesday, 25 November 2026, noon in Sydney.
const now = '2026-11-25T01:00Z';
const today = asked('2026-11-25', now);
const noPlan: ReadonlyMap<string, number | null> = new Map();

type Case = readonly [string, readonly FigureSession[], Partial<UpcomingFigures>];
const ahead: readonly Case[] = [
  ['nothing', [], { tomorrowSessions: 0, remainingThisWeek: 0, nextWeekSessions: 0 }],
  [
    'one tomorrow',
    [session('2026-11-26T00:00Z', 'scheduled')],
    { tomorrowSessions: 1, remainingThisWeek: 1 },
  ],
  ['one tomorrow that is cancelled', [session('2026-11-26T00:00Z', 'cancelled')], { tomorrowSessions: 0 }],
  [
    'one tomorrow, attended ahead of time',
    [session('2026-11-26T00:00Z', 'completed')],
    { tomorrowSessions: 1, remainingThisWeek: 0 },
  ],
  ['one in progress', [session('2026-11-25T00:30Z', 'confirmed')], { remainingThisWeek: 0 }],
  [
    'one later today',
    [session('2026-11-25T03:00Z', 'confirmed')],
    { remainingThisWeek: 1, tomorrowSessions: 0 },
  ],
  [
    'one on Sunday, late',
    [session('2026-11-29T12:59Z', 'scheduled')],
    { remainingThisWeek: 1, nextWeekSessions: 0 },
  ],
  [
    'one on Monday, early',
    [session('2026-11-29T13:00Z', 'scheduled')],
    { remainingThisWeek: 0, nextWeekSessions: 1 },
  ],
  ['one on the Monday after next', [session('2026-12-06T13:00Z', 'scheduled')], { nextWeekSessions: 0 }],
  ['one next week that was missed', [session('2026-12-01T00:00Z', 'no_show')], { nextWeekSessions: 0 }],
];

test.each(ahead)('ahead lies %s', (_, own, expected) => {
  expect(upcomingFigures(own, own, noPlan, today)).toMatchObject(expected);
});

test('of a week to come all that is open from the day asked for on remains', () => {
  const own = [session('2026-12-01T00:00Z', 'scheduled'), session('2026-12-02T23:00Z', 'scheduled')];
  const thursday = asked('2026-12-03', now);
  expect(upcomingFigures(own, own, noPlan, thursday).remainingThisWeek).toBe(1);
});

test('of a week that is past nothing open remains', () => {
  const own = [session('2026-11-18T00:00Z', 'scheduled')];
  expect(upcomingFigures(own, own, noPlan, asked('2026-11-17', now)).remainingThisWeek).toBe(0);
});

test.each<[string, readonly (number | null)[], number]>([
  ['two left', [2], 1],
  ['none left', [0], 1],
  ['three left', [3], 0],
  ['no active plan', [null], 0],
  ['one left of three clients', [1, 5, null], 1],
])('a plan is ending soon with %s', (_, left, count) => {
  const plans = new Map(left.map((one, n) => [`c${n}`, one]));
  expect(upcomingFigures([], [], plans, today).mhcpEndingSoon).toBe(count);
});

const withOthers = session('2026-12-10T00:00Z', 'scheduled', { practitionerId: 'another' });
const followUps: readonly (readonly [string, readonly FigureSession[], readonly FigureSession[], number])[] =
  [
    ['who came yesterday', [session('2026-11-24T00:00Z', 'completed')], [], 1],
    // 30 days that end with the 25th begin with 27 October.
    ['who came 29 days ago', [session('2026-10-27T00:00Z', 'completed')], [], 1],
    ['who came 30 days ago', [session('2026-10-26T00:00Z', 'completed')], [], 0],
    ['who did not come', [session('2026-11-24T00:00Z', 'no_show')], [], 0],
    [
      'who is booked tomorrow',
      [session('2026-11-24T00:00Z', 'completed'), session('2026-11-26T00:00Z', 'scheduled')],
      [],
      0,
    ],
    ['who is booked with somebody else', [session('2026-11-24T00:00Z', 'completed')], [withOthers], 0],
    [
      'whose booking was cancelled',
      [session('2026-11-24T00:00Z', 'completed'), session('2026-11-26T00:00Z', 'cancelled')],
      [],
      1,
    ],
    [
      'who comes later today, and then no more',
      [session('2026-11-24T00:00Z', 'completed'), session('2026-11-25T03:00Z', 'scheduled')],
      [],
      1,
    ],
    [
      'who came twice: one client',
      [session('2026-11-24T00:00Z', 'completed'), session('2026-11-17T00:00Z', 'completed')],
      [],
      1,
    ],
  ];

test.each(followUps)('a follow-up is due for one %s', (_, own, others, count) => {
  expect(upcomingFigures(own, [...own, ...others], noPlan, today).clientsNeedingFollowUp).toBe(count);
});

const weekly = (...days: string[]) => days.map((date) => session(`${date}T00:00Z`, 'completed'));
const regulars: readonly (readonly [string, readonly FigureSession[], number])[] = [
  ['three, the last 15 days ago', weekly('2026-10-01', '2026-10-20', '2026-11-10'), 1],
  ['three, the last 14 days ago', weekly('2026-10-01', '2026-10-20', '2026-11-11'), 0],
  ['two', weekly('2026-10-20', '2026-11-10'), 0],
  // 84 days that end with 25 November begin with 3 September.
  ['three, the first 83 days ago', weekly('2026-09-03', '2026-10-20', '2026-11-10'), 1],
  ['three, the first 84 days ago', weekly('2026-09-02', '2026-10-20', '2026-11-10'), 0],
  [
    'three, and one booked',
    [...weekly('2026-10-01', '2026-10-20', '2026-11-10'), session('2026-12-01T00:00Z', 'scheduled')],
    0,
  ],
];

test.each(regulars)('a regular is unbooked who came %s', (_, own, count) => {
  expect(upcomingFigures(own, own, noPlan, today).unbookedRegulars).toBe(count);
});
