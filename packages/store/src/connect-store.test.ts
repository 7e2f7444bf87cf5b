import { expect, test } from '@jest/globals';
import { connectStore } from './connect-store.ts';

const nowhere = 'mongodb://127.0.0.1:1/bloom?replicaSet=rs0';

test('who can work without MongoDB starts without it, and what is asked of it fails soon', async () => {
  const store = await connectStore(nowhere, { mayBeAway: true });
  await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await store.close();
});
