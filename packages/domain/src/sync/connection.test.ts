import { expect, test } from '@jest/globals';
import { sydney, zone } from '../figures/testing/clinic.ts';
import { decidePermissions } from './permission-areas.ts';
import { decideSilence, workingMs } from './silence.ts';

const hours = (from: string, to: string, where = sydney) =>
  workingMs(Date.parse(from), Date.parse(to), where) / 3_600_000;

test.each([
  // Monday, 23 November 2026, in Sydney: eight o'clock is 21:00Z of the day before.
  ['a morning', '2026-11-22T21:00Z', '2026-11-23T01:00Z', 4],
  ['before opening', '2026-11-22T18:00Z', '2026-11-22T22:00Z', 1],
  ['an evening and a night', '2026-11-23T07:00Z', '2026-11-23T21:00Z', 0],
  ['a day and a night', '2026-11-22T21:00Z', '2026-11-23T21:00Z', 10],
  ['a Saturday', '2026-11-27T13:00Z', '2026-11-28T13:00Z', 10],
  ['a Sunday', '2026-11-28T13:00Z', '2026-11-29T13:00Z', 0],
  ['a week', '2026-11-22T13:00Z', '2026-11-29T13:00Z', 60],
  // The Saturdays around Sunday, 4 October 2026, when clocks go forward, and 5 April 2026, when they go back.
  [
    'the Saturday before clocks go forward, and the Monday after',
    '2026-10-02T14:00Z',
    '2026-10-05T13:00Z',
    20,
  ],
  ['the Saturday before clocks go back, and the Monday after', '2026-04-03T13:00Z', '2026-04-06T14:00Z', 20],
  ['nothing', '2026-11-23T01:00Z', '2026-11-23T01:00Z', 0],
  ['backwards', '2026-11-23T03:00Z', '2026-11-23T01:00Z', 0],
])('working hours of %s', (_, from, to, expected) => {
  expect(hours(from, to)).toBe(expected);
});

test('working hours are those of the zone', () => {
  expect(hours('2026-11-22T21:00Z', '2026-11-23T01:00Z', zone('Australia/Brisbane'))).toBe(3);
});

type Case = [what: string, heard: string | undefined, changes: readonly string[], now: string, state: string];
const connected = '2026-11-02T00:00Z';

test.each<Case>([
  ['heard a minute ago', '2026-11-23T00:59Z', ['2026-11-23T00:58Z'], '2026-11-23T01:00Z', 'ok'],
  [
    'a quiet practice, heard a week ago',
    '2026-11-16T00:00Z',
    ['2026-11-15T23:59Z'],
    '2026-11-23T01:00Z',
    'ok',
  ],
  [
    'a change unheard for four working hours',
    '2026-11-22T21:00Z',
    ['2026-11-22T22:00Z'],
    '2026-11-23T01:00Z',
    'silent',
  ],
  ['a minute less', '2026-11-22T21:00Z', ['2026-11-22T22:00Z'], '2026-11-23T00:59Z', 'ok'],
  ['a change unheard over the night', '2026-11-23T06:00Z', ['2026-11-23T10:00Z'], '2026-11-23T21:00Z', 'ok'],
  [
    'a change unheard over the weekend',
    '2026-11-28T06:30Z',
    ['2026-11-28T06:45Z'],
    '2026-11-29T23:00Z',
    'ok',
  ],
  ['and into Monday', '2026-11-28T06:30Z', ['2026-11-28T06:45Z'], '2026-11-30T00:30Z', 'silent'],
  [
    'a change just made after a long quiet',
    '2026-11-16T00:00Z',
    ['2026-11-23T00:55Z'],
    '2026-11-23T01:00Z',
    'ok',
  ],
  ['the same ten minutes later', '2026-11-16T00:00Z', ['2026-11-23T00:55Z'], '2026-11-23T01:05Z', 'silent'],
  [
    'one just made beside one long unheard',
    '2026-11-22T21:00Z',
    ['2026-11-23T00:59Z', '2026-11-22T22:00Z'],
    '2026-11-23T01:00Z',
    'silent',
  ],
  ['a clock that is ahead of ours', '2026-11-22T21:00Z', ['2026-11-22T21:00:59Z'], '2026-11-23T05:00Z', 'ok'],
  ['never heard, nothing changed', undefined, ['2026-11-01T00:00Z'], '2026-11-23T01:00Z', 'unknown'],
  ['never heard, changed just now', undefined, ['2026-11-23T00:59Z'], '2026-11-23T01:00Z', 'unknown'],
  ['never heard, changed long ago', undefined, ['2026-11-03T00:00Z'], '2026-11-23T01:00Z', 'silent'],
])('webhooks: %s', (_, heard, changes, now, state) => {
  const lastHeardMs = heard === undefined ? undefined : Date.parse(heard);
  expect(
    decideSilence({
      lastHeardMs,
      connectedAtMs: Date.parse(connected),
      changesMs: changes.map((at) => Date.parse(at)),
      nowMs: Date.parse(now),
      zone: sydney,
    }),
  ).toBe(state);
});

const all = {
  Appointment: 100,
  Patient: 100,
  Practitioner: 100,
  PractitionerRole: 100,
  Invoice: 100,
  InvoiceLine: 100,
};
const every = { ...all, Referral: 100 };
const hour = 3_600_000;

test.each<[string, Record<string, number>, Record<string, number>, number | null, string]>([
  ['nothing was tried', {}, {}, null, 'unknown unknown unknown unknown unknown'],
  ['all was listed', every, {}, 100, 'ok ok ok ok ok'],
  ['one was never listed nor refused', all, {}, 100, 'ok ok ok ok unknown'],
  ['one was refused from the start', all, { Referral: 50 }, 100, 'ok ok ok ok missing'],
  ['one was refused after it was listed', every, { Patient: 101 }, 100, 'ok missing ok ok ok'],
  ['a part of an area was refused', every, { InvoiceLine: 101 }, 100, 'ok ok ok missing ok'],
  ['one was granted since', every, { Appointment: 99 }, 100, 'ok ok ok ok ok'],
  ['one was granted, and is not listed any more', every, { Appointment: 99 }, hour, 'missing ok ok ok ok'],
  ['long ago listed, never refused', every, {}, hour, 'ok ok ok ok ok'],
])('rights by area where %s', (_, listedAtMs, refusedAtMs, lastAttemptAtMs, states) => {
  const areas = decidePermissions({ listedAtMs, refusedAtMs, lastAttemptAtMs });
  expect(Object.keys(areas)).toEqual([
    'Appointments',
    'Patients',
    'Practitioners',
    'Invoices & Payments',
    'Claims & Referrals',
  ]);
  expect(Object.values(areas).join(' ')).toBe(states);
});
