import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isListingDue } from './listing-due.ts';
import { filterQuery, isOutsideFilter, type ListingFilter } from './listing-filter.ts';
import { pageBefore } from './page-back.ts';

const everyMs = 15 * 60_000;
const nowMs = Date.UTC(2026, 10, 25, 3);

test('what was never listed is due, and what was listed just now is not', () => {
  expect(isListingDue({ nowMs, lastMs: 0, everyMs, practice: 'demo' })).toBe(true);
  expect(isListingDue({ nowMs, lastMs: nowMs, everyMs, practice: 'demo' })).toBe(false);
});

test('I3: between two listings of a practice never lies more than the interval and a sweep', () => {
  const sweepMs = 120_000;
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: everyMs }), (practice, startMs) => {
      let lastMs = nowMs + startMs;
      let longestMs = 0;
      for (let atMs = lastMs; atMs < nowMs + 10 * everyMs; atMs += sweepMs) {
        if (!isListingDue({ nowMs: atMs, lastMs, everyMs, practice })) continue;
        longestMs = Math.max(longestMs, atMs - lastMs);
        lastMs = atMs;
      }
      expect(longestMs).toBeLessThanOrEqual(everyMs + sweepMs);
    }),
  );
});

test('practices that began together list at different times', () => {
  const sweepMs = 30_000;
  const times = Array.from({ length: 10 }, (_, n) => {
    let atMs = nowMs;
    while (!isListingDue({ nowMs: atMs, lastMs: nowMs, everyMs, practice: `practice-${n}` })) atMs += sweepMs;
    return atMs;
  });
  expect(new Set(times).size).toBeGreaterThan(6);
});

test.each([
  [{}, ''],
  [{ sinceMs: nowMs }, '_lastUpdated=ge2026-11-25T03:00:00.000%2B00:00'],
  [{ firstDay: '2026-11-01', lastDay: '2026-11-30' }, 'date=ge2026-11-01&date=le2026-11-30'],
  [{ roleId: 'PR-1', firstDay: '2026-11-01' }, 'practitioner-role=PR-1&date=ge2026-11-01'],
])('%j asks %j', (filter, query) => {
  expect(filterQuery(filter as ListingFilter)).toBe(query);
});

const changedDaysAgo = (days: number) => ({
  meta: { lastUpdated: new Date(nowMs - days * 86_400_000).toISOString() },
});
const startsOn = (day: string, role = 'PR-1') => ({
  start: `${day}T09:00:00+10:00`,
  participant: [{ actor: { reference: `/main/PractitionerRole/${role}`, type: 'PractitionerRole' } }],
});

test.each([
  ['changed since', changedDaysAgo(0), { sinceMs: nowMs }, false],
  ['changed a day before, as a day counts', changedDaysAgo(1), { sinceMs: nowMs }, false],
  ['changed long before', changedDaysAgo(3), { sinceMs: nowMs }, true],
  ['that does not say when it changed', {}, { sinceMs: nowMs }, false],
  ['of those days', startsOn('2026-11-01'), { firstDay: '2026-11-01', lastDay: '2026-11-02' }, false],
  ['of a day beside them', startsOn('2026-11-04'), { lastDay: '2026-11-02' }, false],
  ['of a day before', startsOn('2026-10-01'), { firstDay: '2026-11-01' }, true],
  ['of a day after', startsOn('2026-12-01'), { lastDay: '2026-11-02' }, true],
  ['of the role', startsOn('2026-11-01'), { roleId: 'PR-1' }, false],
  ['of another role', startsOn('2026-11-01', 'PR-2'), { roleId: 'PR-1' }, true],
  ['of no shape', null, { roleId: 'PR-1' }, true],
])('a record %s', (_, record, filter, outside) => {
  expect(isOutsideFilter(record, filter as ListingFilter)).toBe(outside);
});

test.each([
  ['_count=100&page=3', '_count=100&page=2'],
  ['page=2&_count=100', 'page=1&_count=100'],
  ['_count=100&page=1', undefined],
  ['_count=100', undefined],
  ['landing-page=7&_count=100', undefined],
])('before %s comes %s', (query, before) => {
  expect(pageBefore(query)).toBe(before);
});
