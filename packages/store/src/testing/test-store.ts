import { randomUUID } from 'node:crypto';
import { connectStore, type Store } from '../connect-store.ts';
import { connectRedis, type Redis } from '../redis/connect-redis.ts';

const needed = (name: string): string => {
  // biome-ignore lint/style/noProcessEnv: `make test` tells tests where its stores are by these alone.
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: \`make test\` starts the stores for the tests and sets it.`);
  return value;
};

export type TestStore = Store & { drop(): Promise<void> };

/** A connection to the tests' MongoDB, in a database of its own that is dropped at the end. */
export async function openTestStore(): Promise<TestStore> {
  const uri = new URL(needed('BLOOM_TEST_MONGODB_URI'));
  uri.pathname = `/test_${randomUUID().replaceAll('-', '')}`;
  const store = await connectStore(uri.href);
  return {
    ...store,
    async drop() {
      await store.dropDatabase();
      await store.close();
    },
  };
}

export async function openTestRedis(): Promise<Redis> {
  const redis = connectRedis(needed('BLOOM_TEST_REDIS_URL'));
  while (!redis.client.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
  return redis;
}
