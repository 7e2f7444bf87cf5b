import { expect, test } from '@jest/globals';
import { billingTypeOf } from './billing-type.ts';
import { figuresHoldUntil } from './hold-until.ts';
import { isPlan } from './is-plan.ts';
import { day, sydney } from './testing/clinic.ts';

test.each([
  ['Medicare', 'medicare'],
  ['Medicare Australia', 'medicare'],
  ['DVA', 'dva'],
  ['Department of Veterans’ Affairs', 'dva'],
  ['WorkCover Queensland', 'workcover'],
  ['WorkSafe Victoria', 'workcover'],
  ['icare NSW', 'workcover'],
  ['ReturnToWorkSA', 'workcover'],
  ['NDIS', 'ndis'],
  ['National Disability Insurance Agency', 'ndis'],
  ['An Invented Insurer', 'private'],
  ['Healthcare Fund', 'private'],
  ['', 'private'],
  [undefined, 'private'],
])('a funder named %p is billed as %s', (name, type) => {
  expect(billingTypeOf(name)).toBe(type);
});

test.each([
  ['Medicare: MHTP Referral', true],
  ['Medicare: MHTP (Review 1) Referral', true],
  ['MHCP', true],
  ['GP Mental Health Treatment Plan', true],
  ['DVA Referral', false],
  ['WorkCover Approval', false],
  ['', true],
  [undefined, true],
])('a referral of the kind %p is a plan: %p', (name, plan) => {
  expect(isPlan(name)).toBe(plan);
});

test.each([
  ['nothing ahead: the end of the day', [], '2026-11-25T13:00Z'],
  ['a session that starts', [['2026-11-25T03:00Z', '2026-11-25T03:50Z']], '2026-11-25T03:00Z'],
  ['a session that ends', [['2026-11-25T00:30Z', '2026-11-25T01:20Z']], '2026-11-25T01:20Z'],
  ['a session that is over', [['2026-11-24T00:30Z', '2026-11-24T01:20Z']], '2026-11-25T13:00Z'],
  ['one that starts this very instant', [['2026-11-25T01:00Z', '2026-11-25T01:50Z']], '2026-11-25T01:50Z'],
])('figures hold until %s', (_, spans, until) => {
  const sessions = spans.map(([start = '', end = '']) => ({
    startMs: Date.parse(start),
    endMs: Date.parse(end),
  }));
  const at = { zone: sydney, nowMs: Date.parse('2026-11-25T01:00Z'), today: day('2026-11-25') };
  expect(figuresHoldUntil(sessions, at)).toBe(Date.parse(until));
});
