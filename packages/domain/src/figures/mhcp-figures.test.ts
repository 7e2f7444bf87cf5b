import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leftOfReferral, type PlanReferral, planFigures, yearMayDecide } from './mhcp-figures.ts';
import { day } from './testing/clinic.ts';

const date = day('2026-11-25');
const referral = (id: string, limit: number, used: number, start?: string, end?: string): PlanReferral => ({
  id,
  limit,
  used,
  ...(start ? { start: day(start) } : {}),
  ...(end ? { end: day(end) } : {}),
});
const plan = referral('r', 6, 2, '2026-03-01', '2027-02-28');

test.each<[string, readonly PlanReferral[], number, number | null, number | null]>([
  ['no referral', [], 0, null, null],
  ['one with four of six left', [plan], 2, 4, 6],
  ['a year that leaves less', [plan], 8, 2, 6],
  ['a year that is used up', [plan], 10, 0, 6],
  ['a year that is overdrawn', [plan], 12, 0, 6],
  ['one that is overdrawn', [referral('r', 6, 7)], 0, 0, 6],
  ['one that ends today', [referral('r', 6, 1, '2026-01-01', '2026-11-25')], 1, 5, 6],
  [
    'one that ended yesterday, though its flag may be up',
    [referral('r', 6, 1, '2026-01-01', '2026-11-24')],
    1,
    null,
    null,
  ],
  ['one that starts today', [referral('r', 6, 0, '2026-11-25', '2027-11-24')], 0, 6, 6],
  ['one that starts tomorrow', [referral('r', 6, 0, '2026-11-26', '2027-11-25')], 0, null, null],
  ['one without dates', [referral('r', 10, 3)], 3, 7, 10],
  [
    'two: the one that expires first and leaves any',
    [referral('late', 4, 0, '2026-06-01', '2027-06-01'), referral('soon', 6, 5, '2026-01-01', '2026-12-31')],
    5,
    1,
    6,
  ],
  [
    'two, of which the first to expire leaves none',
    [referral('late', 4, 1, '2026-06-01', '2027-06-01'), referral('soon', 6, 6, '2026-01-01', '2026-12-31')],
    6,
    3,
    4,
  ],
  [
    'two that leave none: the last to expire is shown',
    [referral('late', 4, 4, '2026-06-01', '2027-06-01'), referral('soon', 6, 6, '2026-01-01', '2026-12-31')],
    10,
    0,
    4,
  ],
  [
    'two of one end: the one that started first',
    [referral('b', 4, 0, '2026-02-01', '2026-12-31'), referral('a', 6, 0, '2026-01-01', '2026-12-31')],
    0,
    6,
    6,
  ],
  [
    'two of one period: the lower id',
    [referral('b', 4, 0, '2026-01-01', '2026-12-31'), referral('a', 6, 0, '2026-01-01', '2026-12-31')],
    0,
    6,
    6,
  ],
  [
    'one without an end beside one with: the latter counts first',
    [referral('open', 10, 0, '2026-01-01'), referral('ends', 6, 1, '2026-01-01', '2026-12-31')],
    1,
    5,
    6,
  ],
])('a plan with %s', (_, referrals, heldInYear, mhcpRemaining, mhcpTotal) => {
  expect(planFigures(referrals, { date, heldInYear })).toEqual({ mhcpRemaining, mhcpTotal });
});

test.each([
  ['three elsewhere and three held', { limit: 10, used: 4, held: 3 }, { year: 2026, count: 3 }, 4],
  ['the plan leaves less than the year', { limit: 6, used: 2, held: 2 }, { year: 2026, count: 1 }, 4],
  ['seven elsewhere and two held', { limit: 6, used: 2, held: 2 }, { year: 2026, count: 7 }, 1],
  ['all ten elsewhere', { limit: 6, used: 0, held: 0 }, { year: 2026, count: 10 }, 0],
  [
    'nine elsewhere and four held: never below nothing',
    { limit: 6, used: 4, held: 4 },
    { year: 2026, count: 9 },
    0,
  ],
  ['ten elsewhere, last year', { limit: 6, used: 2, held: 2 }, { year: 2025, count: 10 }, 4],
  ['ten elsewhere, next year', { limit: 6, used: 2, held: 2 }, { year: 2027, count: 10 }, 4],
  ['nothing told', { limit: 6, used: 2, held: 7 }, null, 3],
])('sessions elsewhere take from the year: %s', (_, { limit, used, held }, elsewhere, remaining) => {
  const figures = planFigures([referral('r', limit, used)], { date, heldInYear: held, elsewhere });
  expect(figures).toEqual({ mhcpRemaining: remaining, mhcpTotal: limit });
});

test('where the year cannot decide, what was billed in it changes nothing', () => {
  const anyReferral = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    limit: fc.integer({ min: 0, max: 12 }),
    used: fc.integer({ min: 0, max: 14 }),
    start: fc.constantFrom('2026-01-01', '2026-07-01', '2027-01-01'),
    end: fc.constantFrom('2026-06-30', '2026-12-31', '2027-12-31'),
  }) as fc.Arbitrary<PlanReferral>;
  fc.assert(
    fc.property(fc.array(anyReferral, { maxLength: 3 }), fc.nat(15), fc.nat(12), fc.nat(15), (...given) => {
      const [referrals, completed, count, held] = given;
      const elsewhere = { year: 2026, count };
      const left = leftOfReferral(referrals, date);
      const asked = { date, elsewhere };
      if (yearMayDecide(left, { completed, elsewhere: count }))
        expect(planFigures(referrals, { ...asked, heldInYear: completed }).mhcpRemaining).toBeLessThan(
          left ?? 0,
        );
      else
        expect(planFigures(referrals, { ...asked, heldInYear: Math.min(held, completed) })).toEqual(
          planFigures(referrals, { ...asked, heldInYear: 0 }),
        );
    }),
    { numRuns: 5_000 },
  );
});
