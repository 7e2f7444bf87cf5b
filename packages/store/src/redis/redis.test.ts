import { randomUUID } from 'node:crypto';
import { createMemoryTokenVault } from '@bloom/halaxy';
import { createSealer, localKms, systemClock } from '@bloom/kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestRedis } from '../testing/test-store.ts';
import { connectRedis, type Redis } from './connect-redis.ts';
import { createDashboardCache } from './dashboard-cache.ts';
import { createRedisTokenVault } from './redis-token-vault.ts';
import { createUsedTickets } from './used-tickets.ts';

let redis: Redis;
/** Nothing listens there: Redis that is away. */
const away = connectRedis('redis://127.0.0.1:1');
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(async () => {
  await redis.close();
  await away.close();
});

const sealer = createSealer(localKms(new Map([['k', new Uint8Array(32).fill(3)]])));
const vault = (at: Redis, credentialHash: string) =>
  createRedisTokenVault(at, {
    sealer,
    practice: 'demo',
    credentialHash,
    fallback: createMemoryTokenVault(systemClock),
  });

test('a token is shared by all pods, and Redis holds only its seal', async () => {
  const id = randomUUID();
  const token = { accessToken: 'canary-token', endsAtMs: Date.now() + 60_000 };
  await vault(redis, id).write(token);
  expect(await vault(redis, id).read()).toEqual(token);
  expect(await redis.client.get(`halaxy:token:${id}`)).not.toContain('canary');
});

test('I9: of all pods, one may make the token call of 10 seconds', async () => {
  const id = randomUUID();
  const asked = await Promise.all([1, 2, 3, 4].map(() => vault(redis, id).takeCallSlot()));
  expect(asked.filter(Boolean)).toHaveLength(1);
});

test('I9: while Redis is away, the process itself makes one token call in 10 seconds, and keeps its token', async () => {
  const alone = vault(away, randomUUID());
  const token = { accessToken: 't', endsAtMs: Date.now() + 60_000 };
  await alone.write(token);
  expect(await alone.read()).toEqual(token);
  expect([await alone.takeCallSlot(), await alone.takeCallSlot()]).toEqual([true, false]);
});

test('I11: a ticket counts once over all pods', async () => {
  const jti = randomUUID();
  const pods = [1, 2, 3].map(() => createUsedTickets(redis, Date.now));
  const taken = await Promise.all(pods.map((pod) => pod.take(jti)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('I11: while Redis is away, a ticket counts once in each process', async () => {
  const pod = createUsedTickets(away, Date.now);
  expect([await pod.take('a'), await pod.take('a')]).toEqual([true, false]);
});

test('I4: what was read before a change is neither filled in nor served after it', async () => {
  const cache = createDashboardCache(redis);
  const owner = randomUUID();
  const before = await cache.look(owner, 'day');
  await cache.forget([owner]);
  if ('fill' in before) await before.fill('stale');
  const after = await cache.look(owner, 'day');
  expect(after).not.toHaveProperty('hit');
  if ('fill' in after) await after.fill('fresh');
  expect(await cache.look(owner, 'day')).toEqual({ hit: 'fresh' });
  await cache.forget([owner]);
  expect(await cache.look(owner, 'day')).not.toHaveProperty('hit');
});

test('without Redis every read is a miss, and nothing fails', async () => {
  const cache = createDashboardCache(away);
  const looked = await cache.look('x', 'day');
  expect(looked).not.toHaveProperty('hit');
  if ('fill' in looked) await looked.fill('x');
});
