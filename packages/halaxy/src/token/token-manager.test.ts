import { BloomError } from '@bloom/kit';
import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import { createMemoryTokenVault } from './memory-token-vault.ts';
import { createTokenManager, type IssuedToken } from './token-manager.ts';

function world({ lifeSeconds = 3600 } = {}) {
  const clock = createTestClock();
  const vault = createMemoryTokenVault(clock);
  const calls: number[] = [];
  const failures: unknown[] = [];
  const state = { down: false };
  const request = async (): Promise<IssuedToken> => {
    calls.push(clock.nowMs());
    if (state.down) throw new BloomError('HALAXY_FAILED', 'status 503');
    return { accessToken: `t${calls.length}`, lifeSeconds };
  };
  const pod = () =>
    createTokenManager({ clock, vault, request, onRefreshFailed: (error) => failures.push(error) });
  return {
    pod,
    at: clock.set,
    calls,
    failures,
    state,
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

test('I9: many that ask at once make one call', async () => {
  const { pod, calls } = world();
  const tokens = pod();
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => tokens.token())))).toEqual(
    new Set(['t1']),
  );
  expect(calls).toHaveLength(1);
});

test('a token that says 3600 s is refreshed as one of 900 s, two minutes early, without anyone waiting', async () => {
  const { pod, at, calls, settled } = world();
  const tokens = pod();
  await tokens.token();
  at(779_000);
  expect(await tokens.token()).toBe('t1');
  expect(calls).toHaveLength(1);
  at(780_000);
  expect(await tokens.token()).toBe('t1');
  await settled();
  expect(await tokens.token()).toBe('t2');
});

test('while the token endpoint is down the old token serves to its real end', async () => {
  const { pod, at, state, failures, settled } = world();
  const tokens = pod();
  await tokens.token();
  state.down = true;
  at(800_000);
  expect(await tokens.token()).toBe('t1');
  await settled();
  expect(failures).toHaveLength(1);
  at(899_999);
  expect(await tokens.token()).toBe('t1');
  at(920_000);
  await expect(tokens.token()).rejects.toMatchObject({ code: 'HALAXY_FAILED' });
});

test('pods share what one of them fetched', async () => {
  const { pod, calls } = world();
  await pod().token();
  expect(await pod().token()).toBe('t1');
  expect(calls).toHaveLength(1);
});

test('I9: a burst of 401 forces one refresh; a late 401 to the old token drops nothing', async () => {
  const { pod, at, calls } = world();
  const tokens = pod();
  const old = await tokens.token();
  at(20_000);
  await Promise.all(Array.from({ length: 20 }, () => tokens.reject(old)));
  expect(await tokens.token()).toBe('t2');
  await tokens.reject(old);
  expect(await tokens.token()).toBe('t2');
  expect(calls).toHaveLength(2);
});

test('I9: an endless storm of 401 makes at most one token call in 10 s', async () => {
  const { pod, at, calls } = world();
  const tokens = pod();
  for (let ms = 0; ms < 60_000; ms += 100) {
    at(ms);
    const token = await tokens.token().catch(() => undefined);
    if (token) await tokens.reject(token);
  }
  for (let i = 1; i < calls.length; i += 1)
    expect((calls[i] ?? 0) - (calls[i - 1] ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect(calls.length).toBe(6);
});
