import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  askBreaker,
  type BreakerState,
  type CallOutcome,
  clearForce,
  closedBreaker,
  forceOpen,
  noteResult,
  halaxyBreaker as policy,
} from './breaker-state.ts';

function after(
  state: BreakerState,
  outcomes: readonly CallOutcome[],
  nowMs: number,
  latencyMs = 50,
): BreakerState {
  return outcomes.reduce(
    (held, outcome) => noteResult(held, { outcome, latencyMs, generation: held.generation }, nowMs, policy),
    state,
  );
}
const times = (n: number, outcome: CallOutcome): CallOutcome[] => Array.from({ length: n }, () => outcome);
/** Busy enough that a few failures are no tenth of its calls. */
const busy = after(closedBreaker(0), times(60, 'success'), 0);
const openAt0 = after(busy, times(5, 'failure'), 0);

test('five failures in a row open it for 30 s', () => {
  expect(after(busy, times(4, 'failure'), 0)).toMatchObject({ failuresInRow: 4 });
  const { mode, untilMs } = after(busy, times(5, 'failure'), 1_000);
  expect({ mode, untilMs }).toEqual({ mode: 'open', untilMs: 31_000 });
});

test.each([
  ['3 of 30', 25, 'open'],
  ['3 of 31', 26, 'closed'],
] as const)('by rate: %s failed in a minute', (_, successesFirst, mode) => {
  const outcomes: CallOutcome[] = [
    ...times(successesFirst, 'success'),
    'failure',
    'success',
    'failure',
    'success',
    'failure',
  ];
  expect(after(closedBreaker(0), outcomes, 0).mode).toBe(mode);
});

test('by rate: two failures are too few, whatever their share', () => {
  expect(after(closedBreaker(0), ['failure', 'success', 'failure'], 0).mode).toBe('closed');
});

test('opened by rate it stays open for 60 s', () => {
  const outcomes: CallOutcome[] = ['failure', 'success', 'failure', 'success', 'failure'];
  expect(after(closedBreaker(0), outcomes, 0)).toMatchObject({ mode: 'open', untilMs: 60_000 });
});

test('failures older than a minute no longer count', () => {
  const two = after(closedBreaker(0), ['failure', 'success', 'failure', 'success'], 0);
  expect(after(two, ['failure'], 60_001).mode).toBe('closed');
});

test('refusals, 429 and 401 neither count as failures nor end a row of them', () => {
  const state = after(busy, [...times(4, 'failure'), ...times(50, 'ignored')], 0);
  expect(state).toMatchObject({ mode: 'closed', failuresInRow: 4 });
});

test('when its time is over, exactly one call goes through: the probe', () => {
  expect(askBreaker(openAt0, 29_999, policy).admit).toBe('reject');
  const probe = askBreaker(openAt0, 30_000, policy);
  expect(probe.admit).toBe('probe');
  expect(askBreaker(probe.next, 30_001, policy).admit).toBe('reject');
});

test('a probe that never came back frees its place after 15 s', () => {
  const probe = askBreaker(openAt0, 30_000, policy);
  expect(askBreaker(probe.next, 45_000, policy).admit).toBe('probe');
});

test.each([
  ['success', 'closed'],
  ['failure', 'open'],
  ['ignored', 'half-open'],
] as const)('a probe that ends in %s leaves it %s', (outcome, mode) => {
  const probing = askBreaker(openAt0, 30_000, policy).next;
  expect(after(probing, [outcome], 30_100).mode).toBe(mode);
});

test('a probe that proved nothing gives its place back at once', () => {
  const probing = after(askBreaker(openAt0, 30_000, policy).next, ['ignored'], 30_100);
  expect(askBreaker(probing, 30_100, policy).admit).toBe('probe');
});

test('a late success of a call begun before it opened closes nothing', () => {
  const late = { outcome: 'success', latencyMs: 9_000, generation: 0 } as const;
  expect(noteResult(openAt0, late, 100, policy)).toBe(openAt0);
  const probing = askBreaker(openAt0, 30_000, policy).next;
  expect(noteResult(probing, late, 30_050, policy)).toBe(probing);
});

/** Answers of the given latency, one a second. */
function oneASecond(state: BreakerState, fromMs: number, seconds: number, latencyMs: number): BreakerState {
  let held = state;
  for (let s = 0; s < seconds; s += 1) held = after(held, ['success'], fromMs + s * 1_000, latencyMs);
  return held;
}

test('P95 above 3 s for two minutes lets one call in ten through', () => {
  expect(oneASecond(closedBreaker(0), 0, 139, 3_001).mode).toBe('closed');
  let slow = oneASecond(closedBreaker(0), 0, 141, 3_001);
  expect(slow.mode).toBe('slow');
  let through = 0;
  for (let i = 0; i < 100; i += 1) {
    const { admit, next } = askBreaker(slow, 141_000, policy);
    if (admit === 'call') through += 1;
    slow = next;
  }
  expect(through).toBe(10);
});

test('at exactly 3 s it is not slow', () => {
  expect(oneASecond(closedBreaker(0), 0, 300, 3_000).mode).toBe('closed');
});

test('slow ends when P95 over 20 calls is back at 3 s', () => {
  const slow = oneASecond(closedBreaker(0), 0, 140, 4_000);
  expect(slow).toMatchObject({ mode: 'slow', calls: [] });
  expect(oneASecond(slow, 141_000, 19, 100).mode).toBe('slow');
  expect(oneASecond(slow, 141_000, 20, 100).mode).toBe('closed');
});

test('forced open stays open through time and results, until it is cleared; then one probe', () => {
  const forced = forceOpen(closedBreaker(0), 0);
  expect(askBreaker(forced, 1e9, policy).admit).toBe('reject');
  expect(after(forced, ['success'], 1e9)).toBe(forced);
  expect(askBreaker(clearForce(forced, 1e9), 1e9, policy).admit).toBe('probe');
});

test('I8: whatever happens it never wedges: some time after the last fault a call is admitted, and success closes it', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 40_000 }),
    outcome: fc.constantFrom<CallOutcome>('success', 'failure', 'ignored'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let state = closedBreaker(0);
      let nowMs = 0;
      for (const { afterMs, outcome } of steps) {
        nowMs += afterMs;
        const asked = askBreaker(state, nowMs, policy);
        state = asked.admit === 'reject' ? asked.next : after(asked.next, [outcome], nowMs);
        expect(state.calls.length).toBeLessThanOrEqual(1_000);
      }
      const healed = askBreaker(state, nowMs + 60_000, policy);
      expect(healed.admit).not.toBe('reject');
      expect(after(healed.next, ['success'], nowMs + 60_000).mode).toBe('closed');
    }),
    { numRuns: 500 },
  );
});
