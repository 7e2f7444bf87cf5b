import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  admit,
  type Budget,
  closeGate,
  freshBudget,
  halaxyBudget,
  heedRemaining,
  type Lane,
} from './budget.ts';

const lanes: Lane[] = ['people', 'reread', 'sweep'];

/** Draws at the given instant until refused; tells how many went through. */
function drain(start: Budget, lane: Lane, nowMs: number): { drawn: number; budget: Budget; waitMs: number } {
  let budget = start;
  for (let drawn = 0; ; drawn += 1) {
    const answer = admit(budget, lane, nowMs, halaxyBudget);
    if (answer.kind === 'wait') return { drawn, budget, waitMs: answer.waitMs };
    budget = answer.next;
  }
}

test('I9: whatever comes when and in whichever lane, no 60 s hold more than 500 admissions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), lane: fc.constantFrom(...lanes) }), {
        minLength: 600,
        maxLength: 1_500,
      }),
      (asks) => {
        let budget = freshBudget;
        let nowMs = 1_000_000;
        const admitted: number[] = [];
        for (const { afterMs, lane } of asks) {
          nowMs += afterMs;
          const answer = admit(budget, lane, nowMs, halaxyBudget);
          if (answer.kind === 'admitted') {
            budget = answer.next;
            admitted.push(nowMs);
          }
        }
        for (let last = 500; last < admitted.length; last += 1)
          expect((admitted[last] ?? 0) - (admitted[last - 500] ?? 0)).toBeGreaterThan(60_000);
      },
    ),
    { numRuns: 60 },
  );
});

test('I9: hammered at every millisecond for two minutes, each 60 s hold at most perMinute + burst', () => {
  let budget = freshBudget;
  const admitted: number[] = [];
  for (let nowMs = 0; nowMs < 120_000; nowMs += 1) {
    const answer = admit(budget, 'people', nowMs, halaxyBudget);
    if (answer.kind === 'admitted') {
      budget = answer.next;
      admitted.push(nowMs);
    }
  }
  for (const [i, at] of admitted.entries())
    expect(admitted.filter((other, j) => j >= i && other < at + 60_000).length).toBeLessThanOrEqual(460);
});

test('sweeps leave tokens to re-reads, and re-reads to people', () => {
  const sweeps = drain(freshBudget, 'sweep', 0);
  const rereads = drain(sweeps.budget, 'reread', 0);
  const people = drain(rereads.budget, 'people', 0);
  expect([sweeps.drawn, rereads.drawn, people.drawn]).toEqual([21, 12, 7]);
});

test('after the wait that was told, the same ask goes through', () => {
  for (const lane of lanes) {
    const { budget, waitMs } = drain(freshBudget, lane, 0);
    expect(admit(budget, lane, waitMs, halaxyBudget).kind).toBe('admitted');
  }
});

test('I4: each admission bears the next read number; a refusal takes none', () => {
  const { drawn, budget } = drain(freshBudget, 'people', 0);
  expect(budget.readNo).toBe(drawn);
});

test('I9: after a 429 no lane is admitted before the end of its Retry-After', () => {
  const closed = closeGate(freshBudget, 1_000, 30_000);
  for (const lane of lanes) {
    expect(admit(closed, lane, 30_999, halaxyBudget)).toEqual({ kind: 'wait', waitMs: 1 });
    expect(admit(closed, lane, 31_000, halaxyBudget).kind).toBe('admitted');
  }
});

test.each([
  [
    'a shorter Retry-After never opens a longer gate',
    closeGate(closeGate(freshBudget, 0, 60_000), 0, 1_000),
    60_000,
  ],
  ['an unsaid Retry-After closes for 5 s', closeGate(freshBudget, 0, undefined), 5_000],
  ['an absurd Retry-After is cut to 15 minutes', closeGate(freshBudget, 0, 1e12), 900_000],
])('%s', (_, budget, untilMs) => {
  expect(budget.gateUntilMs).toBe(untilMs);
});

test('when Halaxy says that little is left, only people go on', () => {
  const scarce = heedRemaining(freshBudget, 0, 24);
  expect(lanes.map((lane) => admit(scarce, lane, 1, halaxyBudget).kind)).toEqual([
    'admitted',
    'wait',
    'wait',
  ]);
  expect(heedRemaining(freshBudget, 0, 25)).toBe(freshBudget);
});
