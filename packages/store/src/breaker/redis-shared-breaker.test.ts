import { randomUUID } from 'node:crypto';
import { createCircuit } from '@bloom/halaxy/breaker';
import { describeSharedBreaker } from '@bloom/halaxy/breaker/contract';
import { BloomError, systemClock } from '@bloom/kit';
import { afterAll, expect, test } from '@jest/globals';
import { connectRedis, type Redis } from '../redis/connect-redis.ts';
import { openTestRedis } from '../testing/test-store.ts';
import { createRedisSharedBreaker } from './redis-shared-breaker.ts';

const open: Redis[] = [];
const connect = async (): Promise<Redis> => {
  const redis = await openTestRedis();
  open.push(redis);
  return redis;
};
afterAll(() => Promise.all(open.map((redis) => redis.close())));

describeSharedBreaker('in Redis, a connection for each pod', async (pods) => {
  const circuit = { credentialHash: randomUUID(), callClass: 'read' };
  const connections = await Promise.all(Array.from({ length: pods }, connect));
  return connections.map((redis) => createRedisSharedBreaker(redis, circuit));
});

test('I5: one credential’s open circuit is no other’s, nor that of another class', async () => {
  const redis = await connect();
  const [one, other] = [randomUUID(), randomUUID()];
  const phase = { mode: 'open', generation: 1, sinceMs: 0, untilMs: 1, failures: 5 } as const;
  await createRedisSharedBreaker(redis, { credentialHash: one, callClass: 'read' }).publish(phase);
  for (const circuit of [
    { credentialHash: other, callClass: 'read' },
    { credentialHash: one, callClass: 'write' },
  ])
    expect(await createRedisSharedBreaker(redis, circuit).read()).toBeUndefined();
});

test('what stands in Redis and is no phase is as good as nothing', async () => {
  const redis = await connect();
  const credentialHash = randomUUID();
  await redis.client.hSet(`cb:halaxy:{${credentialHash}}:read`, { generation: 'x', mode: 'ajar' });
  expect(await createRedisSharedBreaker(redis, { credentialHash, callClass: 'read' }).read()).toBeUndefined();
});

const fail = () => Promise.reject(new BloomError('HALAXY_FAILED'));
const pass = async (): Promise<string> => 'answer';

/** Pods of one circuit, each on a connection of its own; `advance` moves the time of all. */
async function startPods(count: number) {
  let aheadMs = 0;
  const nowMs = () => systemClock.nowMs() + aheadMs;
  const clock = { ...systemClock, nowMs, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
  const circuit = { credentialHash: randomUUID(), callClass: 'read' };
  const connections = await Promise.all(Array.from({ length: count }, connect));
  const pods = connections.map((redis) =>
    createCircuit({ clock, timeoutMs: 1_000, shared: createRedisSharedBreaker(redis, circuit) }),
  );
  const advance = (ms: number): void => {
    aheadMs += ms;
  };
  const openOne = async (): Promise<void> => {
    const [one] = pods;
    while (one?.state().mode === 'closed') await one.run(pass, fail).catch(() => {});
    const told = createRedisSharedBreaker(await connect(), circuit);
    while ((await told.read())?.mode !== 'open');
  };
  const close = () => {
    for (const pod of pods) pod.close();
  };
  return { pods, advance, openOne, close };
}

test('I9: an opening on one pod holds pods on other connections back within a second', async () => {
  const { pods, advance, openOne, close } = await startPods(3);
  for (const pod of pods) expect(await pod.run(pass, pass)).toBe('answer');
  await openOne();
  advance(1_000);
  for (const pod of pods)
    await expect(pod.run(pass, pass)).rejects.toMatchObject({ code: 'HALAXY_CIRCUIT_OPEN' });
  expect(new Set(pods.map((pod) => pod.state().generation))).toEqual(new Set([1]));
  close();
});

test('I9: of many pods one probes, and its success lets all go on', async () => {
  const { pods, advance, openOne, close } = await startPods(6);
  await openOne();
  advance(60_000);
  let sent = 0;
  const { promise: answer, resolve: answerNow } = Promise.withResolvers<void>();
  const calls = pods.map((pod) =>
    pod.run(pass, () => {
      sent += 1;
      return answer;
    }),
  );
  // All but the probe are turned away while it is under way.
  let turnedAway = 0;
  await new Promise<void>((resolve) => {
    for (const call of calls)
      call.catch(() => {
        turnedAway += 1;
        if (turnedAway === pods.length - 1) resolve();
      });
  });
  answerNow();
  await Promise.allSettled(calls);
  expect(sent).toBe(1);
  while (pods.some((pod) => pod.state().mode !== 'closed')) {
    advance(1_000);
    await Promise.allSettled(pods.map((pod) => pod.run(pass, pass)));
  }
  close();
});

test('while Redis is away the circuit goes by its own process', async () => {
  const away = connectRedis('redis://127.0.0.1:1');
  const shared = createRedisSharedBreaker(away, { credentialHash: randomUUID(), callClass: 'read' });
  const circuit = createCircuit({ clock: systemClock, timeoutMs: 1_000, shared });
  expect(await circuit.run(pass, pass)).toBe('answer');
  while (circuit.state().mode === 'closed') await circuit.run(pass, fail).catch(() => {});
  await expect(circuit.run(pass, pass)).rejects.toMatchObject({ code: 'HALAXY_CIRCUIT_OPEN' });
  circuit.close();
  await away.close();
});
