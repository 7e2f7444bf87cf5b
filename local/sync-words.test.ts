import { expect, test } from '@jest/globals';
import { progressBar, type Run, runLine, type SyncStatus, shareDone, statusLines } from './sync-words.ts';

const counts = { created: 0, updated: 0, deleted: 0, same: 0, errors: 0 };
const running: Run = {
  ...{ id: 'r', kind: 'first', state: 'running', startedAt: '2026-11-23T00:00:00Z', completedAt: null },
  ...{ slices: { total: 12, done: 2 }, reading: { type: 'Appointment', seen: 300, total: 1_200 }, counts },
};

test.each([
  ['a list that is read counts by its share', running, 2.25 / 12],
  [
    'one that has not said how long it is counts nothing',
    { ...running, reading: { type: 'Patient', seen: 0, total: null } },
    2 / 12,
  ],
  ['one that has grown counts once', { ...running, reading: { type: 'Patient', seen: 9, total: 3 } }, 3 / 12],
  ['what has ended is done', { ...running, state: 'partial' }, 1],
  ['what has nothing to read is done', { ...running, slices: { total: 0, done: 0 } }, 1],
])('how much is done: %s', (_, run, share) => {
  expect(shareDone(run)).toBeCloseTo(share, 10);
});

test('a bar grows from nothing to all, and never says all before', () => {
  expect(progressBar(0)).toBe(`[${'.'.repeat(24)}]   0 %`);
  expect(progressBar(0.999)).toBe(`[${'#'.repeat(23)}.]  99 %`);
  expect(progressBar(1)).toBe(`[${'#'.repeat(24)}] 100 %`);
});

test('a run under way tells its list, and one that ended what it found', () => {
  expect(runLine(running)).toMatch(/^first +\[#{4}\.+\] +18 % {2}2 of 12 lists, Appointment 300 of 1,200$/);
  const ended = {
    ...running,
    state: 'done',
    reading: null,
    counts: { ...counts, created: 12_000, errors: 1 },
  };
  expect(runLine(ended)).toContain('100 %  done: 12,000 new, 0 changed, 0 gone, 1 errors');
});

test('how it stands is told in words, with what has not been resolved and where to read on', () => {
  const error = { timestamp: '2026-11-23T00:00:00Z', operation: 'full', entity: 'Appointment' };
  const status: SyncStatus = {
    ...{
      isConnected: true,
      lastSuccessfulSync: null,
      freshnessSeconds: 130,
      canaryReadAt: null,
      pendingChanges: 3,
    },
    syncErrors: [
      { ...error, error: 'HALAXY_LIST_INCOMPLETE', isResolved: false },
      { ...error, error: 'HALAXY_SERVER_ERROR', isResolved: true },
    ],
  };
  expect(statusLines(status)).toEqual([
    'Halaxy answers.',
    'All that Halaxy had 2 min ago is here.',
    '3 records are to be read again.',
    'HALAXY_LIST_INCOMPLETE at 2026-11-23T00:00:00Z: full of Appointment. docs/errors.md tells what it means and what to do.',
  ]);
  expect(statusLines({ ...status, isConnected: false, freshnessSeconds: null, syncErrors: [] })[1]).toBe(
    'The first sync is not done.',
  );
});
