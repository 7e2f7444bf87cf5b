import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quickTryDelayMs, rowDelayMs, sliceDelayMs } from './backoff.ts';
import { coalesce } from './coalesce.ts';
import { batchIds } from './id-batches.ts';
import { nextCursor } from './next-cursor.ts';

const startedAtMs = 2_000;

test.each([
  ['Halaxy’s clock at the start, whatever was seen', 300, 1_000, 990],
  ['Halaxy’s clock at the start, when a change seen bears a later time', 5_000, 1_000, 990],
  ['Halaxy’s clock at the start, when nothing was seen', undefined, 1_000, 990],
  ['the newest change seen, when Halaxy told no time', 300, undefined, 290],
  ['our clock, when Halaxy told no time and a change bears a later one', 5_000, undefined, 1_990],
  ['nothing, when nothing tells', undefined, undefined, undefined],
])('I3: the next sweep begins an overlap before %s', (_, newestUpdatedMs, serverStartMs, cursor) => {
  expect(nextCursor({ newestUpdatedMs, serverStartMs, startedAtMs, overlapMs: 10 })).toBe(cursor);
});

test('I3: the cursor never passes a change that was not seen and began after the sweep did', () => {
  fc.assert(
    fc.property(
      fc.option(fc.nat(), { nil: undefined }),
      fc.nat(),
      fc.nat(),
      (newest, serverStartMs, overlapMs) => {
        const cursor = nextCursor({ newestUpdatedMs: newest, serverStartMs, startedAtMs, overlapMs });
        expect(cursor).toBeLessThanOrEqual(serverStartMs - overlapMs);
      },
    ),
  );
});

const one = { practiceId: 'p1', type: 'Patient', id: '1' } as const;

test('I11: a record named many times is read again once, in the order of first naming', () => {
  const other = { ...one, id: '2' };
  expect(coalesce([other, one, other, { ...one }, one])).toEqual([other, one]);
});

test.each([
  ['practice', { ...one, practiceId: 'p2' }],
  ['type', { ...one, type: 'Invoice' as const }],
  ['id', { ...one, id: '2' }],
])('I5: records that differ in their %s are two', (_, other) => {
  expect(coalesce([one, other])).toEqual([one, other]);
});

test('I5: no practice’s name can pass for another’s record', () => {
  const odd = { practiceId: 'p1","Patient', type: 'Patient', id: '1' } as const;
  expect(coalesce([one, odd])).toHaveLength(2);
});

test.each([
  [1, 30_000],
  [2, 300_000],
  [3, 1_800_000],
  [4, undefined],
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
])('I14: after %d failed attempts a row waits %d ms; then it has used them up', (failed, delayMs) => {
  expect(rowDelayMs(failed)).toBe(delayMs);
});

test.each([
  [1, 5_000],
  [2, 15_000],
  [3, 30_000],
  [4, undefined],
  [0, undefined],
])(
  'I7: after %d failed attempts a page of a run waits %d ms; then its slice is left to the next run',
  (failed, ms) => {
    expect(sliceDelayMs(failed)).toBe(ms);
  },
);

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [6, 30_000],
  [5_000, 30_000],
])('after %d failures a quick try waits anything up to %d ms', (failed, mostMs) => {
  expect(quickTryDelayMs(failed, 0)).toBe(0);
  expect(quickTryDelayMs(failed, 0.999_999_9)).toBe(mostMs);
  expect(quickTryDelayMs(failed, 0.5)).toBe(Math.floor((mostMs + 1) / 2));
});

test('records are asked for by type, at most 50 at once, none twice and none left out', () => {
  const references = fc.array(
    fc.record({
      type: fc.constantFrom('Patient' as const, 'Appointment' as const, 'Invoice' as const),
      id: fc.integer({ min: 0, max: 200 }).map(String),
    }),
    { maxLength: 400 },
  );
  fc.assert(
    fc.property(references, (wanted) => {
      const batches = batchIds(wanted);
      for (const { ids } of batches) expect(ids.length > 0 && ids.length <= 50).toBe(true);
      const asked = batches.flatMap(({ type, ids }) => ids.map((id) => `${type}/${id}`));
      expect(asked.toSorted()).toEqual(
        [...new Set(wanted.map(({ type, id }) => `${type}/${id}`))].toSorted(),
      );
    }),
  );
});

test.each([
  [0, []],
  [1, [1]],
  [50, [50]],
  [51, [50, 1]],
  [120, [50, 50, 20]],
])('%d ids make requests of %j', (count, sizes) => {
  const wanted = Array.from({ length: count }, (_, i) => ({ type: 'Patient' as const, id: String(i) }));
  expect(batchIds(wanted).map(({ ids }) => ids.length)).toEqual(sizes);
});
