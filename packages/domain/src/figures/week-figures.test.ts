import { expect, test } from '@jest/globals';
import type { FigureSession } from './figure-session.ts';
import { asked, invoices, session, zone } from './testing/clinic.ts';
import { type WeekFigures, weekFigures } from './week-figures.ts';

const aims = { maxSessions: 25, targetRevenue: 5_500 };
const none = invoices({});

// Wednesday, 25 November 2026, 12:00 in Sydney (UTC+11); its week is Monday 23 to Sunday 29.
const wednesday = asked('2026-11-25', '2026-11-25T01:00Z');
const cases: readonly (readonly [string, readonly FigureSession[], Partial<WeekFigures>])[] = [
  [
    'an empty week',
    [],
    { currentSessions: 0, scheduledSessions: 0, completionRate: null, currentRevenue: 0 },
  ],
  ['its dates', [], { weekStartDate: '2026-11-23' as never, weekEndDate: '2026-11-29' as never }],
  ['its aims', [], { maxSessions: 25, targetRevenue: 5_500 }],
  ['the first instant of Monday', [session('2026-11-22T13:00Z', 'completed')], { currentSessions: 1 }],
  [
    'the last minute of the Sunday before',
    [session('2026-11-22T12:59Z', 'completed')],
    { currentSessions: 0 },
  ],
  ['the last minute of its Sunday', [session('2026-11-29T12:59Z', 'scheduled')], { scheduledSessions: 1 }],
  [
    'the first instant of the next week',
    [session('2026-11-29T13:00Z', 'scheduled')],
    { scheduledSessions: 0 },
  ],
  [
    'a session across midnight into the week: it belongs to the week before',
    [session('2026-11-22T12:30Z', 'completed')],
    { currentSessions: 0 },
  ],
  [
    'a session across midnight out of it: it belongs to this week',
    [session('2026-11-29T12:30Z', 'confirmed')],
    { scheduledSessions: 1 },
  ],
  ['one in progress is open', [session('2026-11-25T00:30Z', 'confirmed')], { scheduledSessions: 1 }],
  [
    'one that ended unattended is neither open nor completed, and counts',
    [session('2026-11-24T00:00Z', 'confirmed'), session('2026-11-24T02:00Z', 'completed')],
    { scheduledSessions: 0, currentSessions: 1, completionRate: 50 },
  ],
  [
    'an unknown code in the future is open',
    [session('2026-11-26T00:00Z', 'unknown')],
    { scheduledSessions: 1, completionRate: 0 },
  ],
  [
    'an unknown code in the past is none',
    [session('2026-11-24T00:00Z', 'unknown')],
    { scheduledSessions: 0, currentSessions: 0, completionRate: 0 },
  ],
  [
    'only cancelled ones: there is no rate',
    [session('2026-11-24T00:00Z', 'cancelled'), session('2026-11-26T00:00Z', 'cancelled')],
    { completionRate: null, cancellationCount: 2 },
  ],
  [
    'no-shows count against the rate, cancelled ones do not',
    [
      session('2026-11-24T00:00Z', 'completed'),
      session('2026-11-24T01:00Z', 'no_show'),
      session('2026-11-24T02:00Z', 'cancelled'),
    ],
    { completionRate: 50, noShowCount: 1, cancellationCount: 1 },
  ],
  [
    'the rate is over all of the week, future ones too, and rounded: 2 of 3 are 67',
    [
      session('2026-11-23T00:00Z', 'completed'),
      session('2026-11-24T00:00Z', 'completed'),
      session('2026-11-27T00:00Z', 'scheduled'),
    ],
    { completionRate: 67 },
  ],
];

test.each(cases)('a week with %s', (_, sessions, expected) => {
  expect(weekFigures(sessions, none, wednesday, aims)).toMatchObject(expected);
});

const billed = invoices({
  i1: [22_000],
  i2: [9_335, 'medicare'],
  quote: [50_000, 'private', 'quote'],
  zeroed: [0],
});

test.each<[string, readonly FigureSession[], number]>([
  ['completed ones', [session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['i1'] })], 220],
  ['not those to come', [session('2026-11-26T00:00Z', 'scheduled', { invoiceIds: ['i1'] })], 0],
  ['to the cent', [session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['i2'] })], 93.35],
  [
    'each invoice once, as where a group shares one',
    [
      session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['i1'] }),
      session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['i1'], clientId: 'd' }),
    ],
    220,
  ],
  [
    'of a group with one no-show those who came',
    [
      session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['i1'] }),
      session('2026-11-24T00:00Z', 'no_show', { invoiceIds: ['i2'], clientId: 'd' }),
    ],
    220,
  ],
  ['no quote', [session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['quote'] })], 0],
  [
    'nothing of an invoice zeroed by a cancelling',
    [session('2026-11-24T00:00Z', 'cancelled', { invoiceIds: ['zeroed'] })],
    0,
  ],
  ['nothing where none was written', [session('2026-11-24T00:00Z', 'completed')], 0],
  [
    'nothing of one that we do not hold yet',
    [session('2026-11-24T00:00Z', 'completed', { invoiceIds: ['unknown'] })],
    0,
  ],
])('a week’s revenue is of %s', (_, sessions, dollars) => {
  expect(weekFigures(sessions, billed, wednesday, aims).currentRevenue).toBe(dollars);
});

test.each([
  // Sydney's clocks go forward on Sunday, 4 October 2026: that week is 167 hours long.
  ['the spring change', '2026-10-04', 'Australia/Sydney', '2026-10-04T12:59Z', 1],
  ['the hour after it', '2026-10-04', 'Australia/Sydney', '2026-10-04T13:00Z', 0],
  // And back on Sunday, 4 April 2027: 169 hours.
  ['the autumn change', '2027-04-04', 'Australia/Sydney', '2027-04-04T13:59Z', 1],
  ['the hour after that', '2027-04-04', 'Australia/Sydney', '2027-04-04T14:00Z', 0],
  // Brisbane keeps its clocks: its Sunday ends an hour later than Sydney's in summer.
  ['Brisbane beside Sydney', '2026-11-29', 'Australia/Brisbane', '2026-11-29T13:30Z', 1],
  ['Sydney beside Brisbane', '2026-11-29', 'Australia/Sydney', '2026-11-29T13:30Z', 0],
  // The week of New Year's Day 2027 began in 2026.
  ['a year’s end', '2027-01-01', 'Australia/Sydney', '2026-12-27T13:00Z', 1],
])('a week of %s', (_, date, name, start, sessions) => {
  const day = asked(date, start, zone(name));
  expect(weekFigures([session(start, 'scheduled')], none, { ...day, nowMs: 0 }, aims).scheduledSessions).toBe(
    sessions,
  );
});
