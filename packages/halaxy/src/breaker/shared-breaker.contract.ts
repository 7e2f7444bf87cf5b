import { beforeEach, describe, expect, test } from '@jest/globals';
import type { BreakerPhase, SharedBreaker } from './shared-breaker.ts';

/**
 * What every shared breaker promises, whether its pods are in one process or share a server.
 *
 * @param make opens `pods` doors to one circuit of which nothing was decided yet
 */
export function describeSharedBreaker(name: string, make: (pods: number) => Promise<SharedBreaker[]>): void {
  describe(`shared breaker: ${name}`, () => {
    let one: SharedBreaker;
    let other: SharedBreaker;
    beforeEach(async () => {
      const [first, second] = await make(2);
      if (!first || !second) throw new Error('two doors were asked for');
      one = first;
      other = second;
    });
    const phase = (generation: number, more: Partial<BreakerPhase> = {}): BreakerPhase => ({
      mode: 'open',
      generation,
      sinceMs: 1_000,
      untilMs: 31_000,
      failures: 5,
      ...more,
    });

    test('nothing is known of a circuit of which nothing was decided', async () => {
      expect(await one.read()).toBeUndefined();
    });

    test.each(['closed', 'open', 'half-open', 'slow'] as const)(
      '%s on one pod is read by another',
      async (mode) => {
        expect(await one.publish(phase(1, { mode }))).toEqual(phase(1, { mode }));
        expect(await other.read()).toEqual(phase(1, { mode }));
      },
    );

    test('a newer generation takes the place of an older one', async () => {
      await one.publish(phase(1));
      await other.publish(phase(2, { mode: 'half-open' }));
      expect(await one.read()).toEqual(phase(2, { mode: 'half-open' }));
    });

    test('I9: what an older generation decided changes nothing, and its pod is told what stands', async () => {
      await one.publish(phase(3));
      expect(await other.publish(phase(2, { mode: 'closed' }))).toEqual(phase(3));
      expect(await one.read()).toEqual(phase(3));
    });

    test('of two pods that decide at once, both are told the same', async () => {
      const [told, toldToo] = await Promise.all([
        one.publish(phase(1, { untilMs: 1 })),
        other.publish(phase(1, { untilMs: 2 })),
      ]);
      expect(told).toEqual(toldToo);
      expect(await one.read()).toEqual(told);
    });

    test('I9: of many pods that would probe, one does', async () => {
      const asked = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? one : other).takeProbe(7, 15_000)),
      );
      expect(asked.filter(Boolean)).toHaveLength(1);
    });

    test('each generation has a probe of its own', async () => {
      expect([await one.takeProbe(1, 15_000), await other.takeProbe(2, 15_000)]).toEqual([true, true]);
    });

    test('the place of a probe that never came back is free again after its time', async () => {
      await one.takeProbe(1, 20);
      while (!(await other.takeProbe(1, 15_000))) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await one.takeProbe(1, 15_000)).toBe(false);
    });
  });
}
