import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideTombstone, tombstoneLimit } from './tombstone-guard.ts';

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 10, 25);
const proven = {
  ownStatus: 404,
  controlStatus: 200,
  held: 100,
  wantedAtMs: [],
  standing: 'none',
  nowMs,
} as const;

/** So many tombstones wanted, so long ago. */
function wanted(count: number, agoMs = minuteMs): number[] {
  return Array.from({ length: count }, () => nowMs - agoMs);
}

test.each([[404], [410]])('T1: a record that itself answers %d is gone', (ownStatus) => {
  expect(decideTombstone({ ...proven, ownStatus })).toEqual({ kind: 'confirm' });
});

test.each([[200], [401], [403], [405], [429], [500], [503], [0]])(
  'T1: an answer of %d is no proof that a record is gone',
  (ownStatus) => {
    expect(decideTombstone({ ...proven, ownStatus })).toEqual({ kind: 'hold', reason: 'unproven' });
  },
);

test.each([[404], [410], [401], [403], [500], [0]])(
  'T2: while a record just listed answers %d, nothing is believed gone',
  (controlStatus) => {
    expect(decideTombstone({ ...proven, controlStatus })).toEqual({ kind: 'hold', reason: 'unproven' });
  },
);

test.each([
  [10, 5],
  [250, 5],
  [1_000, 20],
  [2_500, 50],
  [1_000_000, 50],
])('T3: of %d records at most %d go within 10 minutes; the next is held', (held, most) => {
  expect(decideTombstone({ ...proven, held, wantedAtMs: wanted(most - 1) })).toEqual({ kind: 'confirm' });
  expect(decideTombstone({ ...proven, held, wantedAtMs: wanted(most) })).toEqual({
    kind: 'hold',
    reason: 'too-many',
  });
});

test('T3: a share that is no whole number is not rounded up', () => {
  expect(decideTombstone({ ...proven, held: 320, wantedAtMs: wanted(5) }).kind).toBe('confirm');
  expect(decideTombstone({ ...proven, held: 320, wantedAtMs: wanted(6) }).kind).toBe('hold');
});

test('T4: only the last 10 minutes count, and a clock ahead of ours counts', () => {
  expect(decideTombstone({ ...proven, wantedAtMs: wanted(9, 10 * minuteMs + 1) }).kind).toBe('confirm');
  expect(decideTombstone({ ...proven, wantedAtMs: wanted(9, 10 * minuteMs) }).kind).toBe('hold');
  expect(decideTombstone({ ...proven, wantedAtMs: wanted(9, -minuteMs) }).kind).toBe('hold');
});

test('T3: however a mass disappearance is spread out, no more than the limit go in any 10 minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      fc.array(fc.integer({ min: 0, max: 40 * minuteMs }), { maxLength: 60 }),
      (held, moments) => {
        const wantedAtMs: number[] = [];
        const gone: number[] = [];
        for (const at of moments.toSorted((a, b) => a - b)) {
          if (decideTombstone({ ...proven, held, wantedAtMs, nowMs: at }).kind === 'confirm') gone.push(at);
          wantedAtMs.push(at);
        }
        for (const end of gone)
          expect(gone.filter((at) => at <= end && end - at <= 10 * minuteMs).length).toBeLessThanOrEqual(
            tombstoneLimit(held),
          );
      },
    ),
  );
});

test('T5: what an operator confirmed goes however many go with it, and only as any other does', () => {
  const confirmed = { ...proven, standing: 'confirmed', wantedAtMs: wanted(500) } as const;
  expect(decideTombstone(confirmed)).toEqual({ kind: 'confirm' });
  expect(decideTombstone({ ...confirmed, ownStatus: 200 })).toMatchObject({ reason: 'unproven' });
  expect(decideTombstone({ ...confirmed, controlStatus: 404 })).toMatchObject({ reason: 'unproven' });
});

test.each([
  ['held', 'too-many'],
  ['rejected', 'rejected'],
] as const)('T5: what is %s stays, even when nothing else goes', (standing, reason) => {
  expect(decideTombstone({ ...proven, standing })).toEqual({ kind: 'hold', reason });
});
