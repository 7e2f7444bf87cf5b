import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLeases } from '../leases/leases.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import type { MirrorDocument } from './documents.ts';
import { createRecords, mirrorId, type RecordSave } from './records.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  function open() {
    const leases = createLeases(store, `pod ${Math.random()}`);
    const outbox = createOutbox(store, 'reconciler');
    return { leases, outbox, records: createRecords(store, { outbox, leases }) };
  }

  const mirror = (id: string, content = '{}', practice = 'demo'): MirrorDocument => ({
    _id: mirrorId(practice, 'Patient', id),
    practice,
    type: 'Patient',
    rid: id,
    v: 0,
    content,
    from: 1,
    to: 1,
    readAtMs: 1,
  });
  const announcement = { topicName: 't', key: 'k', value: Buffer.from('v'), headers: {} };
  const plain = (id: string, content = '{}', heldV = 0): RecordSave => ({
    mirror: mirror(id, content),
    heldV,
    project: async () => [],
    lease: undefined,
  });

  test('I4: a save decided upon a mirror that moved meanwhile changes nothing', async () => {
    const { records } = open();
    expect(await records.save(plain('1', '"first"'))).toEqual([]);
    expect(await records.save(plain('1', '"second"', 1))).toEqual([]);
    expect(await records.save(plain('1', '"late"', 1))).toBeUndefined();
    expect(await records.save(plain('1', '"twice created"', 0))).toBeUndefined();
    expect((await records.mirrorsOf('demo', 'Patient', ['1'])).get('1')).toMatchObject({
      content: '"second"',
      v: 2,
    });
  });

  test('I4: of many new records all are saved together, or, where one is there by now, none', async () => {
    const { records, leases, outbox } = open();
    const lease = await leases.acquire('practice.together', 60_000);
    if (!lease) throw new Error('no lease');
    const before = await outbox.size();
    const fresh = (id: string) => ({ mirror: mirror(id, '{}', 'many'), project: async () => [announcement] });
    expect(await records.saveNew([fresh('1'), fresh('2')], lease)).toHaveLength(2);
    expect(await records.saveNew([fresh('3'), fresh('2'), fresh('4')], lease)).toBeUndefined();
    const held = await records.mirrorsOf('many', 'Patient', ['1', '2', '3', '4']);
    expect([...held.keys()].sort()).toEqual(['1', '2']);
    expect([...held.values()].map(({ v }) => v)).toEqual([1, 1]);
    expect((await outbox.size()) - before).toBe(2);
    const lost = { ...lease, fence: lease.fence + 1 };
    await expect(records.saveNew([fresh('5')], lost)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect((await records.mirrorsOf('many', 'Patient', ['5'])).size).toBe(0);
  });

  test('I4: of many saves decided upon the same mirror, one stands, and only its announcement', async () => {
    const { records, outbox } = open();
    await records.save(plain('2'));
    const before = await outbox.size();
    const saves = Array.from({ length: 10 }, (_, i) =>
      records.save({ ...plain('2', `"${i}"`, 1), project: async () => [announcement] }),
    );
    const stood = (await Promise.all(saves)).filter((rows) => rows !== undefined);
    expect(stood).toHaveLength(1);
    expect(await outbox.size()).toBe(before + 1);
  });

  test('I10: a projection that fails takes its mirror and its announcement with it', async () => {
    const { records } = open();
    const broken = new Error('projection');
    await expect(records.save({ ...plain('3'), project: () => Promise.reject(broken) })).rejects.toBe(broken);
    expect((await records.mirrorsOf('demo', 'Patient', ['3'])).size).toBe(0);
  });

  test('I4: who lost the lease saves nothing', async () => {
    const { records, leases } = open();
    const lost = await leases.acquire('practice.demo', 1);
    const next = createLeases(store, 'next');
    while ((await next.acquire('practice.demo', 60_000)) === undefined);
    await expect(records.save({ ...plain('4'), lease: lost })).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect((await records.mirrorsOf('demo', 'Patient', ['4'])).size).toBe(0);
  });

  test('I5: the same id in another practice is another record', async () => {
    const { records } = open();
    await records.save(plain('5', '"ours"'));
    await records.save({ ...plain('5'), mirror: mirror('5', '"theirs"', 'other') });
    expect((await records.mirrorsOf('demo', 'Patient', ['5'])).get('5')?.content).toBe('"ours"');
    expect(await records.controlsOf('other', 'Patient', ['5'], 3)).toEqual([]);
  });

  test('what is gone is counted as gone, and is no control for another deletion', async () => {
    const { records } = open();
    const gone = { ...mirror('1', '{}', 'gone'), goneAtMs: 5_000 };
    await records.save({ ...plain('1'), mirror: gone });
    await records.save({ ...plain('2'), mirror: mirror('2', '{}', 'gone') });
    expect(await records.heldCount('gone', 'Patient')).toBe(1);
    expect(await records.goneSince('gone', 'Patient', 4_000)).toEqual([5_000]);
    expect(await records.goneSince('gone', 'Patient', 6_000)).toEqual([]);
    expect(await records.controlsOf('gone', 'Patient', ['2'], 3)).toEqual([]);
    expect(await records.controlsOf('gone', 'Patient', ['1'], 3)).toEqual(['2']);
  });

  test('I4: of a page that is confirmed, a mirror that moved meanwhile is left as it is, and counted out', async () => {
    const { records } = open();
    await records.save({ ...plain('1'), mirror: { ...mirror('1', '{}', 'page'), lastUpdatedMs: 7 } });
    await records.save({ ...plain('2'), mirror: mirror('2', '{}', 'page') });
    const again = (id: string, heldV: number) => ({
      mirror: { ...mirror(id, '{}', 'page'), from: 9, to: 9 },
      heldV,
    });
    expect(await records.confirmAll([again('1', 1), again('2', 5)])).toBe(1);
    const held = await records.mirrorsOf('page', 'Patient', ['1', '2']);
    expect(held.get('1')).toMatchObject({ from: 9, to: 9, v: 2 });
    expect(held.get('1')?.lastUpdatedMs).toBeUndefined();
    expect(held.get('2')).toMatchObject({ from: 1, v: 1 });
    expect(await records.confirmAll([])).toBe(0);
  });
});
