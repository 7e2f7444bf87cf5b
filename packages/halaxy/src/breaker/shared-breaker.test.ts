import { expect, test } from '@jest/globals';
import { clearForce, closedBreaker, forceOpen, halaxyBreaker as policy } from './breaker-state.ts';
import { adoptPhase, type BreakerPhase, phaseOf, releasedPhase } from './shared-breaker.ts';

const open: BreakerPhase = { mode: 'open', generation: 4, sinceMs: 0, untilMs: 30_000, failures: 5 };

test('a newer decision of another pod is taken over whole', () => {
  expect(phaseOf(adoptPhase(closedBreaker(0, 3), open, 0, policy))).toEqual(open);
});

test('an older one changes nothing', () => {
  const state = closedBreaker(0, 5);
  expect(adoptPhase(state, open, 0, policy)).toBe(state);
});

test('of one generation, what stands for all is right', () => {
  expect(adoptPhase(closedBreaker(0, 4), open, 0, policy).mode).toBe('open');
});

test('a pod whose clock is an hour ahead holds the others no longer than we would ourselves', () => {
  const fromAhead = { ...open, sinceMs: 3_600_000, untilMs: 3_660_000 };
  expect(adoptPhase(closedBreaker(0), fromAhead, 1_000, policy).untilMs).toBe(61_000);
});

test('no other pod’s decision ends an operator’s hold', () => {
  const forced = forceOpen(closedBreaker(0), 0);
  expect(adoptPhase(forced, { ...open, mode: 'closed' }, 0, policy)).toBe(forced);
});

test('a release is as new as what a door that was held makes of it by itself', () => {
  const before = closedBreaker(0, 3);
  const released = releasedPhase(phaseOf(before), 10);
  expect(released.generation).toBe(clearForce(forceOpen(before, 0), 10).generation);
  expect(released).toMatchObject({ mode: 'open', untilMs: 10 });
});
