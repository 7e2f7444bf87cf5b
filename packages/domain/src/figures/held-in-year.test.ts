import { expect, test } from '@jest/globals';
import type { FigureSession } from './figure-session.ts';
import { heldInYear } from './held-in-year.ts';
import { asked, invoices, session, zone } from './testing/clinic.ts';

const today = asked('2026-11-25', '2026-11-25T01:00Z');
const billed = invoices({
  m: [9_335, 'medicare'],
  p: [22_000],
  q: [9_335, 'medicare', 'quote'],
});
const rebated = (start: string, other: Partial<FigureSession> = {}) =>
  session(start, 'completed', { invoiceIds: ['m'], ...other });

test.each<[string, readonly FigureSession[], number]>([
  ['one that Medicare was billed for', [rebated('2026-06-01T00:00Z')], 1],
  ['one paid privately', [session('2026-06-01T00:00Z', 'completed', { invoiceIds: ['p'] })], 0],
  ['one without an invoice', [session('2026-06-01T00:00Z', 'completed')], 0],
  ['one with a quote', [rebated('2026-06-01T00:00Z', { invoiceIds: ['q'] })], 0],
  ['one in a group', [rebated('2026-06-01T00:00Z', { isGroup: true })], 0],
  ['one that was missed', [rebated('2026-06-01T00:00Z', { meaning: 'no_show' })], 0],
  ['one that was cancelled', [rebated('2026-06-01T00:00Z', { meaning: 'cancelled' })], 0],
  ['one to come', [rebated('2026-12-01T00:00Z', { meaning: 'confirmed' })], 0],
  ['one with a colleague', [rebated('2026-06-01T00:00Z', { practitionerId: 'another' })], 1],
  ['the first minute of the year in Sydney', [rebated('2025-12-31T13:00Z')], 1],
  ['the minute before it', [rebated('2025-12-31T12:59Z')], 0],
  ['one of last year', [rebated('2025-06-01T00:00Z')], 0],
])('counted in the year: %s', (_, history, count) => {
  expect(heldInYear(history, billed, today)).toBe(count);
});

test('the year is the practitioner’s zone’s: Brisbane’s begins an hour after Sydney’s', () => {
  const inBrisbane = asked('2026-11-25', '2026-11-25T01:00Z', zone('Australia/Brisbane'));
  expect(heldInYear([rebated('2025-12-31T13:30Z')], billed, inBrisbane)).toBe(0);
  expect(heldInYear([rebated('2025-12-31T14:00Z')], billed, inBrisbane)).toBe(1);
});

test('the year is the one of the day that is asked for', () => {
  const lastYear = asked('2025-03-01', '2026-11-25T01:00Z');
  expect(heldInYear([rebated('2025-06-01T00:00Z'), rebated('2026-06-01T00:00Z')], billed, lastYear)).toBe(1);
});
