import { createCircuit } from '@bloom/halaxy/breaker';
import { systemClock } from '@bloom/kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '../connect-store.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createBreakerOverrides } from './breaker-overrides.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  beforeEach(async () => {
    await store.collection('breaker_overrides').deleteMany({});
  });
  afterAll(() => store.drop());

  /** A process of its own: it knows nothing yet. `advance` makes its memory older. */
  function startPod(on: Store = store) {
    let aheadMs = 0;
    const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
    const overrides = createBreakerOverrides(on, clock);
    const advance = (ms: number): void => {
      aheadMs += ms;
    };
    const circuitOf = (practice: string) =>
      createCircuit({ clock, timeoutMs: 1_000, isForced: () => overrides.isForced(practice) });
    return { overrides, advance, circuitOf };
  }
  const pass = async (): Promise<string> => 'answer';

  test('a forced circuit stays open over a restart', async () => {
    await startPod().overrides.force('demo', 'user-1');
    await expect(startPod().circuitOf('demo').run(pass, pass)).rejects.toMatchObject({
      code: 'HALAXY_CIRCUIT_OPEN',
    });
  });

  test('the pod that forced it heeds it at once, another within two seconds; and so its end', async () => {
    const [one, other] = [startPod(), startPod()];
    const forced = () => Promise.all([one, other].map(({ overrides }) => overrides.isForced('demo')));
    expect(await forced()).toEqual([false, false]);
    await one.overrides.force('demo', 'user-1');
    expect(await one.overrides.isForced('demo')).toBe(true);
    other.advance(2_000);
    expect(await forced()).toEqual([true, true]);
    await one.overrides.clear('demo');
    expect(await one.overrides.isForced('demo')).toBe(false);
    other.advance(2_000);
    expect(await forced()).toEqual([false, false]);
  });

  test('I5: one practice’s forced circuit leaves another’s calls alone', async () => {
    const pod = startPod();
    await pod.overrides.force('demo', 'user-1');
    expect(await pod.circuitOf('other').run(pass, pass)).toBe('answer');
    await expect(pod.circuitOf('demo').run(pass, pass)).rejects.toMatchObject({
      code: 'HALAXY_CIRCUIT_OPEN',
    });
  });

  test('who forced it first stays named, and neither is told twice', async () => {
    const { overrides } = startPod();
    expect([await overrides.force('demo', 'first'), await overrides.force('demo', 'second')]).toEqual([
      true,
      false,
    ]);
    expect(await overrides.all()).toMatchObject([{ _id: 'demo', by: 'first' }]);
    expect([await overrides.clear('demo'), await overrides.clear('demo')]).toEqual([true, false]);
  });

  test('however many calls, a process reads all holds once a second', async () => {
    let reads = 0;
    const counting: Store = {
      ...store,
      collection: (name) => {
        const collection = store.collection(name);
        return Object.assign(Object.create(collection), {
          find: () => {
            reads += 1;
            return collection.find();
          },
        });
      },
    };
    const pod = startPod(counting);
    await Promise.all(Array.from({ length: 50 }, (_, n) => pod.overrides.isForced(`practice ${n}`)));
    expect(reads).toBe(1);
    pod.advance(1_000);
    await pod.overrides.isForced('demo');
    expect(reads).toBe(2);
  });

  test('while MongoDB does not answer, what was known counts on', async () => {
    let away = false;
    const failing: Store = {
      ...store,
      collection: (name) => {
        const collection = store.collection(name);
        return Object.assign(Object.create(collection), {
          find: () => (away ? { toArray: () => Promise.reject(new Error('away')) } : collection.find()),
        });
      },
    };
    const pod = startPod(failing);
    await startPod().overrides.force('demo', 'user-1');
    expect(await pod.overrides.isForced('demo')).toBe(true);
    away = true;
    pod.advance(2_000);
    expect(await pod.overrides.isForced('demo')).toBe(true);
  });
});
