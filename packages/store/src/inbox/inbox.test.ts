import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createInbox } from './inbox.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  const message = (key: string) => ({
    topicName: 'halaxy.resource.notified.v1',
    key,
    value: Buffer.from([1, 2, 3]),
    headers: { 'content-type': 'application/protobuf' },
  });

  test('what was kept comes back whole, in its order, until it is removed', async () => {
    const inbox = createInbox(store);
    for (const key of ['first', 'second', 'third']) await inbox.keep(message(key));
    const [oldest, ...others] = await inbox.oldest(3);
    expect(oldest?.message).toEqual(message('first'));
    expect(others.map(({ message: { key } }) => key)).toEqual(['second', 'third']);
    await inbox.remove([oldest?.id ?? '']);
    expect((await inbox.oldest(1))[0]?.message.key).toBe('second');
  });

  test('I8: a full inbox takes no more, and loses nothing of what it has', async () => {
    await store.collection('inbox').deleteMany({});
    const inbox = createInbox(store, { rowsMax: 2 });
    await inbox.keep(message('first'));
    await inbox.keep(message('second'));
    await expect(inbox.keep(message('third'))).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
    expect((await inbox.oldest(5)).map(({ message: { key } }) => key)).toEqual(['first', 'second']);
  });
});
