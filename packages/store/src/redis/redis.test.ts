import { randomUUID } from 'node:crypto';
import { createMemoryTokenVault, type TokenVault } from '@bloom/halaxy';
import { createSealer, localKms, systemClock } from '@bloom/kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMemoryDashboardCache } from '../memory/memory-dashboard-cache.ts';
import { openTestRedis } from '../testing/test-store.ts';
import { connectRedis, type Redis } from './connect-redis.ts';
import { createDashboardCache, type DashboardCache } from './dashboard-cache.ts';
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

/** Each makes the vaults of so many pods of one credential. */
const vaults: readonly (readonly [string, (pods: number) => readonly TokenVault[]])[] = [
  [
    'in Redis',
    (pods) => {
      const id = randomUUID();
      return Array.from({ length: pods }, () => vault(redis, id));
    },
  ],
  [
    'in memory',
    (pods) => {
      const shared = createMemoryTokenVault(systemClock);
      return Array.from({ length: pods }, () => shared);
    },
  ],
];

describe.each(vaults)('a token %s', (_, open) => {
  test('is shared by all pods, until it is dropped', async () => {
    const [one, other] = open(2);
    const token = { accessToken: 'a token', endsAtMs: Date.now() + 60_000 };
    await one?.write(token);
    expect(await other?.read()).toEqual(token);
    await other?.write(undefined);
    expect(await one?.read()).toBeUndefined();
  });

  test('I9: of all pods, one may make the token call of 10 seconds', async () => {
    const asked = await Promise.all(open(4).map((pod) => pod.takeCallSlot()));
    expect(asked.filter(Boolean)).toHaveLength(1);
  });
});

test('I6: of a token Redis holds only its seal', async () => {
  const id = randomUUID();
  await vault(redis, id).write({ accessToken: 'canary-token', endsAtMs: Date.now() + 60_000 });
  expect(await redis.client.get(`halaxy:token:${id}`)).not.toContain('canary');
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

const caches: readonly (readonly [string, () => DashboardCache])[] = [
  ['in Redis', () => createDashboardCache(redis)],
  ['in memory', () => createMemoryDashboardCache({ clock: systemClock })],
];

describe.each(caches)('a dashboard %s', (_, open) => {
  test('I4: what was read before a change is neither filled in nor served after it', async () => {
    const cache = open();
    const owner = randomUUID();
    const before = await cache.look(owner, 'day');
    await cache.forget([owner]);
    await before.fill('stale');
    const after = await cache.look(owner, 'day');
    expect(after).not.toHaveProperty('hit');
    await after.fill('fresh');
    expect(await cache.look(owner, 'day')).toMatchObject({ hit: 'fresh' });
    await cache.forget([owner]);
    expect(await cache.look(owner, 'day')).not.toHaveProperty('hit');
  });

  test('I5: what one owner forgets, another still has', async () => {
    const cache = open();
    const [one, other] = [randomUUID(), randomUUID()];
    for (const owner of [one, other]) {
      const looked = await cache.look(owner, 'day');
      await looked.fill(`of ${owner}`);
    }
    await cache.forget([one]);
    expect(await cache.look(one, 'day')).not.toHaveProperty('hit');
    expect(await cache.look(other, 'day')).toMatchObject({ hit: `of ${other}` });
    expect(await cache.look(other, 'another part')).not.toHaveProperty('hit');
  });
});

test('dashboards that were kept at one moment are not all missed at one moment', async () => {
  const cache = createDashboardCache(redis);
  const owners = Array.from({ length: 50 }, () => randomUUID());
  for (const owner of owners) await (await cache.look(owner, 'day')).fill('kept');
  const lefts = await Promise.all(owners.map((owner) => redis.client.ttl(`dash:val:{${owner}}:day`)));
  expect(Math.max(...lefts)).toBeLessThanOrEqual(60);
  expect(Math.min(...lefts)).toBeGreaterThan(30);
  expect(new Set(lefts).size).toBeGreaterThan(5);
});

test('without Redis every read is a miss, and nothing fails', async () => {
  const cache = createDashboardCache(away);
  const looked = await cache.look('x', 'day');
  expect(looked).not.toHaveProperty('hit');
  await looked.fill('x');
});
