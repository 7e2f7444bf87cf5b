import { systemClock } from '@bloom/kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLeases } from '../leases/leases.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { createOutbox, type EncodedMessage } from './outbox.ts';
import { createRelay } from './relay.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  const message = (text: string): EncodedMessage => ({
    topicName: 'bloom.changes.v1',
    key: 'k',
    value: Buffer.from(text),
    headers: { ce_id: text },
  });

  /** Moves all rows back in time, as if they had waited. */
  const age = (service: string) =>
    store.collection(`outbox_${service}`).updateMany({}, [{ $set: { at: { $subtract: ['$at', 6_000] } } }]);

  function relayOf(service: string, produce: (messages: readonly EncodedMessage[]) => Promise<void>) {
    const outbox = createOutbox(store, service);
    const failures: unknown[] = [];
    const relay = createRelay({
      outbox,
      leases: createLeases(store, `pod of ${service}`),
      service,
      clock: systemClock,
      produce,
      onFailed: (error) => void failures.push(error),
    });
    return { outbox, relay, failures };
  }

  const empty = async (size: () => Promise<number>) => {
    while ((await size()) > 0);
  };

  test('I10: an announcement stands only if what it announces was saved', async () => {
    const outbox = createOutbox(store, 'aborted');
    const broken = new Error('the save failed');
    await expect(
      store.transaction(async (t) => {
        await outbox.add([message('a')], t);
        throw broken;
      }),
    ).rejects.toBe(broken);
    expect(await outbox.size()).toBe(0);
  });

  test('a committed announcement is with the broker at once, byte for byte, and then gone from the outbox', async () => {
    const sent: EncodedMessage[] = [];
    const { outbox, relay } = relayOf('direct', async (messages) => void sent.push(...messages));
    relay.committed(await store.transaction((t) => outbox.add([message('a'), message('b')], t)));
    await empty(outbox.size);
    expect(sent.map(({ value }) => Buffer.from(value).toString())).toEqual(['a', 'b']);
  });

  test('I1: what a crash left in the outbox is brought by whoever sweeps', async () => {
    const sent: string[] = [];
    const { outbox, relay } = relayOf('crashed', async (messages) => {
      sent.push(...messages.map(({ value, headers }) => `${Buffer.from(value)} ${headers.ce_id}`));
    });
    await store.transaction((t) => outbox.add([message('left')], t));
    await age('crashed');
    const stop = new AbortController();
    const running = relay.run(stop.signal);
    await empty(outbox.size);
    stop.abort();
    await running;
    expect(sent).toEqual(['left left']);
  });

  test('I1: while the broker is away announcements stay, and go when it is back', async () => {
    let away = true;
    const sent: EncodedMessage[] = [];
    const { outbox, relay, failures } = relayOf('away', async (messages) => {
      if (away) throw new Error('away');
      sent.push(...messages);
    });
    relay.committed(await store.transaction((t) => outbox.add([message('a')], t)));
    while (failures.length === 0) await systemClock.sleep(1);
    expect(await outbox.size()).toBe(1);
    away = false;
    await age('away');
    const stop = new AbortController();
    const running = relay.run(stop.signal);
    await empty(outbox.size);
    stop.abort();
    await running;
    expect(sent).toHaveLength(1);
  });

  test('a cache that cannot be told holds no announcement up', async () => {
    const outbox = createOutbox(store, 'careless');
    const sent: EncodedMessage[] = [];
    const relay = createRelay({
      outbox,
      leases: createLeases(store, 'careless'),
      service: 'careless',
      clock: systemClock,
      produce: async (messages) => void sent.push(...messages),
      before: () => Promise.reject(new Error('Redis is away')),
    });
    relay.committed(await store.transaction((t) => outbox.add([message('a')], t)));
    await empty(outbox.size);
    expect(sent).toHaveLength(1);
  });

  test('I8: at its cap the outbox takes no more work', async () => {
    const outbox = createOutbox(store, 'full', { rowsMax: 2 });
    await outbox.assertRoom();
    await store.transaction((t) => outbox.add([message('a'), message('b')], t));
    await expect(outbox.assertRoom()).rejects.toMatchObject({ code: 'OUTBOX_FULL', edge: { http: 503 } });
  });
});
