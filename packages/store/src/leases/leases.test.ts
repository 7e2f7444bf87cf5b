import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createLeases } from './leases.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
    }
  };

  test('of many that ask at once, one holds the lease', async () => {
    const asked = Array.from({ length: 20 }, (_, i) =>
      createLeases(store, `pod-${i}`).acquire('one', 60_000),
    );
    const held = (await Promise.all(asked)).filter((lease) => lease !== undefined);
    expect(held).toHaveLength(1);
  });

  test('its holder extends a lease under the same fence', async () => {
    const leases = createLeases(store, 'a');
    const first = await leases.acquire('extended', 60_000);
    expect(await leases.acquire('extended', 60_000)).toEqual(first);
  });

  test('a lease that was given up is free at once, under a higher fence', async () => {
    const [a, b] = [createLeases(store, 'a'), createLeases(store, 'b')];
    const first = await a.acquire('given', 60_000);
    if (!first) throw new Error('not taken');
    await a.release(first);
    expect(await b.acquire('given', 60_000)).toEqual({ name: 'given', fence: first.fence + 1 });
  });

  test('I4: a holder that slept past its time is refused by its fence, even after its successor has gone', async () => {
    const [sleeper, next] = [createLeases(store, 'sleeper'), createLeases(store, 'next')];
    const lost = await sleeper.acquire('slept', 1);
    if (!lost) throw new Error('not taken');
    const taken = await until(() => next.acquire('slept', 60_000));
    await expect(store.transaction((t) => sleeper.assertHeld(lost, t))).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    await next.release(taken);
    const again = await sleeper.acquire('slept', 60_000);
    expect(again?.fence).toBe(taken.fence + 1);
    await expect(store.transaction((t) => sleeper.assertHeld(lost, t))).rejects.toThrow();
  });

  test('giving up a lease that another holds by now takes nothing from it', async () => {
    const [a, b] = [createLeases(store, 'a'), createLeases(store, 'b')];
    const lost = await a.acquire('kept', 1);
    if (!lost) throw new Error('not taken');
    await until(() => b.acquire('kept', 60_000));
    await a.release(lost);
    expect(await a.acquire('kept', 60_000)).toBeUndefined();
  });
});
