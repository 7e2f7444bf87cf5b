import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from './parse-instant.ts';

test.each([
  ['2026-11-23T09:00:00+11:00'],
  ['2026-11-22T22:00:00+00:00'],
  ['2026-11-22T22:00:00Z'],
  ['2026-11-22T22:00:00.000Z'],
  ['2026-11-22T22:00Z'],
  ['2026-11-23T07:30:00+09:30'],
  ['2026-11-22T17:00:00-0500'],
] as const)('%s is one and the same instant', (text) => {
  expect(parseInstant(text)).toBe(Date.UTC(2026, 10, 22, 22));
});

test.each([
  ['2026-11-23T09:00:00'],
  ['2026-11-23'],
  ['2026-02-30T09:00:00Z'],
  ['2026-13-01T09:00:00Z'],
  ['2026-11-23T24:00:00Z'],
  ['2026-11-23T09:60:00Z'],
  ['2026-11-23T09:00:00+15:00'],
  ['tomorrow'],
  [''],
  [undefined],
  [1_700_000_000_000],
])('%j is no instant: no zone is ever guessed', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

test('every instant is read back from how it is written, to the millisecond', () => {
  const dates = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2200-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(dates, (date) => expect(parseInstant(date.toISOString())).toBe(date.getTime())));
});

test('I14: no value makes the reading of an instant throw', () => {
  fc.assert(fc.property(fc.anything(), (value) => void parseInstant(value)));
});
