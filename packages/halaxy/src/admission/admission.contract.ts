import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Admission } from './admission.ts';
import type { BudgetPolicy, Lane } from './budget.ts';

/** Refills so slowly that no token comes back while a test runs, whatever clock the real thing goes by. */
const slow: BudgetPolicy = { perMinute: 0.01, burst: 40 };

/**
 * What every admission promises, whether it lives in one process or is shared through the store.
 *
 * @param make opens `pods` doors to one credential's fresh budget
 */
export function describeAdmission(
  name: string,
  make: (policy: BudgetPolicy, pods: number) => Promise<Admission[]>,
): void {
  describe(`admission: ${name}`, () => {
    let one: Admission;
    let other: Admission;
    beforeEach(async () => {
      const [first, second] = await make(slow, 2);
      if (!first || !second) throw new Error('two doors were asked for');
      one = first;
      other = second;
    });

    const draw = async (lane: Lane, times: number): Promise<number[]> => {
      const answers = await Promise.all(
        Array.from({ length: times }, (_, i) => (i % 2 ? one : other).tryAdmit(lane)),
      );
      return answers.flatMap((answer) => ('readNo' in answer ? [answer.readNo] : []));
    };
    const kinds = async (): Promise<string[]> => {
      const answers = [
        await one.tryAdmit('people'),
        await one.tryAdmit('reread'),
        await one.tryAdmit('sweep'),
      ];
      return answers.map((answer) => ('readNo' in answer ? 'admitted' : 'waits'));
    };

    test('I9: two pods that draw at once get one burst between them', async () => {
      expect(await draw('people', 100)).toHaveLength(40);
    });

    test('I4: no two admissions bear one number, and the counter stands at the highest', async () => {
      const numbers = await draw('people', 30);
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      expect(await other.readCounter()).toBe(30);
    });

    test('a refusal raises no number', async () => {
      await draw('people', 60);
      expect(await one.readCounter()).toBe(40);
    });

    test('sweeps leave tokens to re-reads, and re-reads to people', async () => {
      const drawn = [await draw('sweep', 60), await draw('reread', 60), await draw('people', 60)];
      expect(drawn.map(({ length }) => length)).toEqual([21, 12, 7]);
    });

    test('I9: a 429 that one pod received stops every lane of the other', async () => {
      await one.closeGate(60_000);
      for (const lane of ['people', 'reread', 'sweep'] as const) {
        const answer = await other.tryAdmit(lane);
        expect('waitMs' in answer && answer.waitMs).toBeGreaterThan(50_000);
      }
      expect(await other.readCounter()).toBe(0);
    });

    test('I9: a shorter Retry-After does not open a longer gate', async () => {
      await one.closeGate(60_000);
      await other.closeGate(0);
      expect(await kinds()).toEqual(['waits', 'waits', 'waits']);
    });

    test('when Halaxy says that little is left, only people go on', async () => {
      await one.heedRemaining(25);
      expect(await kinds()).toEqual(['admitted', 'admitted', 'admitted']);
      await one.heedRemaining(24);
      expect(await kinds()).toEqual(['admitted', 'waits', 'waits']);
    });
  });
}
