import { expect, test } from '@jest/globals';
import type { FigureSession } from './figure-session.ts';
import { type MonthFigures, monthFigures } from './month-figures.ts';
import { asked, invoices, session } from './testing/clinic.ts';

const aim = { targetRevenue: 22_000 };
// Wednesday, 25 November 2026, noon in Sydney: the 25th of 30 days.
const day = asked('2026-11-25', '2026-11-25T01:00Z');
const billed = invoices({
  i1: [22_000],
  i2: [18_000, 'medicare'],
  i3: [10_001, 'ndis'],
  quote: [30_000, 'private', 'quote'],
});
const held = (invoiceId: string) => session('2026-11-10T00:00Z', 'completed', { invoiceIds: [invoiceId] });
const open = (other: Partial<FigureSession> = {}) => session('2026-11-27T00:00Z', 'scheduled', other);

const cases: readonly (readonly [string, readonly FigureSession[], Partial<MonthFigures>])[] = [
  ['its names', [], { monthName: 'November', monthYear: '2026-11', targetRevenue: 22_000 }],
  ['nothing', [], { currentRevenue: 0, projectedRevenue: 0, yearlyProjection: 0, averageSessionValue: null }],
  ['the first instant of it', [session('2026-10-31T13:00Z', 'completed')], { sessionsCompleted: 1 }],
  ['the minute before', [session('2026-10-31T12:59Z', 'completed')], { sessionsCompleted: 0 }],
  ['its last minute', [session('2026-11-30T12:59Z', 'scheduled')], { sessionsScheduled: 1 }],
  ['the minute after', [session('2026-11-30T13:00Z', 'scheduled')], { sessionsScheduled: 0 }],
  ['one completed', [held('i1')], { currentRevenue: 220, averageSessionValue: 220 }],
  // 40,000 cents over two.
  ['an average', [held('i1'), held('i2')], { currentRevenue: 400, averageSessionValue: 200 }],
  // 10,001 cents over two sessions of one invoice are 50.005 dollars.
  ['an average of half a cent', [held('i3'), held('i3')], { averageSessionValue: 50.01 }],
  // 12 x 220 / 25 x 30.
  ['a yearly projection', [held('i1')], { yearlyProjection: 3_168 }],
  // 12 x 100.01 x 30 / 25 = 1440.144.
  ['a projection that is rounded', [held('i3')], { yearlyProjection: 1_440 }],
  [
    'kinds of billing',
    [held('i1'), held('i2'), held('i3')],
    { revenueByBillingType: { medicare: 180, private: 220, dva: 0, workcover: 0, ndis: 100.01 } },
  ],
  [
    'an open one by its invoice',
    [held('i1'), open({ invoiceIds: ['i2'], feeCents: 1 })],
    { projectedRevenue: 400 },
  ],
  ['an open one by the list of fees', [held('i1'), open({ feeCents: 15_000 })], { projectedRevenue: 370 }],
  ['an open one by the average', [held('i1'), held('i2'), open()], { projectedRevenue: 600 }],
  ['an open one of no known worth', [open()], { projectedRevenue: 0 }],
  [
    'an open one with a quote: the list of fees counts',
    [open({ invoiceIds: ['quote'], feeCents: 12_000 })],
    { projectedRevenue: 120 },
  ],
  [
    'open ones of one invoice: it counts once',
    [open({ invoiceIds: ['i1'] }), open({ invoiceIds: ['i1'], clientId: 'd' })],
    { projectedRevenue: 220 },
  ],
  [
    'an open one whose invoice a completed one has earned',
    [held('i1'), open({ invoiceIds: ['i1'] })],
    { projectedRevenue: 220 },
  ],
  [
    'out and unattended ones',
    [
      session('2026-11-10T00:00Z', 'no_show', { invoiceIds: ['i1'] }),
      session('2026-11-10T00:00Z', 'cancelled', { invoiceIds: ['i2'] }),
      session('2026-11-10T00:00Z', 'confirmed', { invoiceIds: ['i3'] }),
    ],
    { currentRevenue: 0, projectedRevenue: 0, sessionsCompleted: 0, sessionsScheduled: 0 },
  ],
];

test.each(cases)('a month with %s', (_, sessions, expected) => {
  expect(monthFigures(sessions, billed, day, aim)).toMatchObject(expected);
});

test('the day asked for decides the month, whatever the clock says', () => {
  const december = monthFigures([held('i1')], billed, asked('2026-12-31', '2026-11-25T01:00Z'), aim);
  expect(december).toMatchObject({ monthName: 'December', sessionsCompleted: 0 });
});
