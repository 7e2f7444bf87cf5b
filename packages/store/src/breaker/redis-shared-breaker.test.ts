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

test('I9: an opening on one pod holds a pod on another connection back', async () => {
  const credentialHash = randomUUID();
  const circuitOn = async () =>
    createCircuit({
      clock: systemClock,
      timeoutMs: 1_000,
      shared: createRedisSharedBreaker(await connect(), { credentialHash, callClass: 'read' }),
    });
  const [one, other] = [await circuitOn(), await circuitOn()];
  expect(await other.run(pass, pass)).toBe('answer');
  while (one.state().mode === 'closed') await one.run(pass, fail).catch(() => {});
  let told: unknown;
  while (told === undefined)
    told = await other.run(pass, pass).then(
      () => undefined,
      (error) => error,
    );
  expect(told).toMatchObject({ code: 'HALAXY_CIRCUIT_OPEN' });
  expect(other.state()).toMatchObject({ mode: 'open', generation: 1 });
  one.close();
  other.close();
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
