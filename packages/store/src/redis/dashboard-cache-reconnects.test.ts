import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestRedis } from '../testing/test-store.ts';
import type { Redis } from './connect-redis.ts';
import { createDashboardCache, type DashboardCache } from './dashboard-cache.ts';

let reader: Redis;
let writer: Redis;
beforeAll(async () => {
  [reader, writer] = await Promise.all([openTestRedis(), openTestRedis()]);
});
afterAll(async () => {
  await Promise.all([reader.close(), writer.close()]);
});

const fill = async (cache: DashboardCache, owner: string, value: string) => {
  const looked = await cache.look(owner, 'day');
  await looked.fill(value);
};

test('I4: a reader that lost Redis serves nothing that was filled in before it had it back', async () => {
  const cache = createDashboardCache(reader);
  const owner = randomUUID();
  await fill(cache, owner, 'before');
  expect(await cache.look(owner, 'day')).toMatchObject({ hit: 'before' });
  const id = await reader.client.sendCommand(['CLIENT', 'ID']);
  const back = new Promise<void>((resolve) => reader.client.once('ready', () => resolve()));
  await writer.client.sendCommand(['CLIENT', 'KILL', 'ID', String(id)]);
  await back;
  expect(await cache.look(owner, 'day')).not.toHaveProperty('hit');
  await fill(cache, owner, 'after');
  expect(await cache.look(owner, 'day')).toMatchObject({ hit: 'after' });
});

test('I4: a change that Redis could not be told of is told when Redis is back', async () => {
  const cache = createDashboardCache(reader);
  const changes = createDashboardCache(writer);
  const owner = randomUUID();
  await fill(cache, owner, 'before');
  writer.client.destroy();
  await expect(changes.forget([owner])).rejects.toThrow();
  expect(await cache.look(owner, 'day')).toMatchObject({ hit: 'before' });
  await writer.client.connect();
  for (;;) if (!('hit' in (await cache.look(owner, 'day')))) break;
});
