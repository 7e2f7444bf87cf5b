import { isOver, stepWrite, type WriteEvent } from '@bloom/domain';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEdits } from '../edits/edits.ts';
import { readEdits } from '../edits/read-edits.ts';
import { createLeases } from '../leases/leases.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { prepareStore } from '../prepare-store.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import type { WriteDocument } from './documents.ts';
import { createWrites } from './writes.ts';

const message = { topicName: 't', key: 'k', value: Buffer.from('v'), headers: {} };
const wish = {
  kind: 'session',
  change: { comment: 'mine' },
  base: { comment: 'theirs' },
  halaxy: { id: '700001', patientId: '1' },
} as const;

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
    await prepareStore(store);
  });
  afterAll(() => store.drop());

  const accepting = () => createEdits(store, createOutbox(store, 'dashboard-api'));
  const newEdit = (id: string, target: string, requestHash = 'h') => ({
    ...{ _id: id, practice: 'p', target, entityId: 's_1', practitionerId: 'p_1', wish, requestHash },
    ...{ by: { id: 'u_1', name: 'Reception' }, retryOf: null, createdAtMs: Date.now() },
  });
  const accept = (id: string, target: string, expected?: number) =>
    accepting().accept(newEdit(id, target), expected, async () => [message]);
  const writesOf = (holder: string) => {
    const leases = createLeases(store, holder);
    return { leases, writes: createWrites(store, { outbox: createOutbox(store, 'halaxy-writer'), leases }) };
  };
  const after = (write: WriteDocument, event: WriteEvent): WriteDocument => {
    const next = stepWrite(write, event, Date.now());
    return { ...write, ...next, over: isOver(next) };
  };
  const rejected = (write: WriteDocument) => after(after(write, { kind: 'sending' }), { kind: 'rejected' });
  const told = () => ({ nowMs: Date.now(), messages: [message] });
  async function lease(holder: string, name: string) {
    const parts = writesOf(holder);
    const held = await parts.leases.acquire(name, 60_000);
    if (!held) throw new Error('the lease is another’s');
    return { ...parts, held };
  }
  async function one(writes: ReturnType<typeof createWrites>, id: string): Promise<WriteDocument> {
    const [found] = await writes.byIds('p', [id]);
    if (!found) throw new Error(`no write ${id}`);
    return found;
  }

  test('I2: an edit that is sent again is the one that is there; another under its key is refused', async () => {
    const first = await accept('e_same', 'a_same');
    const again = await accept('e_same', 'a_same');
    expect([first.edit.seq, again.edit.seq, again.rows.length]).toEqual([1, 1, 0]);
    const other = accepting().accept(newEdit('e_same', 'a_same', 'another'), undefined, async () => []);
    await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('I4: of many edits accepted at once each has a place of its own, without a gap', async () => {
    const accepted = await Promise.all(
      Array.from({ length: 8 }, (_value, place) => accept(`e_many_${place}`, 'a_many')),
    );
    expect(accepted.map(({ edit }) => edit.seq).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await readEdits(store).countersOf('p', ['a_many', 'a_none'])).toEqual(new Map([['a_many', 8]]));
  });

  test('an edit decided upon another state of its record is refused, and takes no place', async () => {
    await accept('e_stale_1', 'a_stale');
    await expect(accept('e_stale_2', 'a_stale', 0)).rejects.toMatchObject({ code: 'REVISION_STALE' });
    expect((await accept('e_stale_3', 'a_stale', 1)).edit.seq).toBe(2);
  });

  test('I10: where the announcement cannot be made the edit is not accepted', async () => {
    const failing = accepting().accept(newEdit('e_broken', 'a_broken'), undefined, async () => {
      throw new Error('cannot be encoded');
    });
    await expect(failing).rejects.toThrow('cannot be encoded');
    expect(await readEdits(store).get('p', 'e_broken')).toBeNull();
    expect((await accept('e_whole', 'a_broken')).edit.seq).toBe(1);
  });

  test('I4: of a record only the first edit that is not over is carried, and the next when it is', async () => {
    const { writes, held } = await lease('order', 'writes.order');
    for (const id of ['e_o1', 'e_o2', 'e_o3']) await accept(id, 'a_order');
    const all = await readEdits(store).ofTarget('p', 'a_order', 0);
    await writes.take(all, Date.now());
    const heads = async () =>
      (await writes.heads('p', 100)).flatMap(({ _id, target }) => (target === 'a_order' ? [_id] : []));
    expect(await heads()).toEqual(['e_o1']);
    await writes.save(rejected(await one(writes, 'e_o1')), held, told());
    expect([await heads(), await writes.endedSeq('p', 'a_order')]).toEqual([['e_o2'], 1]);
    // Taken again they are as they are.
    await writes.take(all, Date.now());
    expect(await heads()).toEqual(['e_o2']);
  });

  test('practices whose edits are due are found, whoever took them; those whose edits wait are not', async () => {
    const { writes, held } = await lease('looks around', 'writes.overdue');
    await accept('e_due', 'a_due');
    await writes.take(await readEdits(store).ofTarget('p', 'a_due', 0), Date.now() - 5_000);
    expect(await writes.practicesOverdue(1_000)).toContain('p');
    for (const { dueInMs: _, ...write } of await writes.heads('p', 100))
      await writes.save({ ...write, dueAtMs: Date.now() + 60_000 }, held, told());
    expect(await writes.practicesOverdue(1_000)).not.toContain('p');
    for (const { dueInMs, ...write } of await writes.heads('p', 100)) {
      expect(dueInMs).toBeGreaterThan(30_000);
      await writes.save({ ...write, dueAtMs: Date.now() }, held, told());
    }
  });

  test('I2: who lost the lease, or decided upon a row that moved, saves nothing', async () => {
    const zombie = await lease('zombie', 'writes.fence');
    await accept('e_fence', 'a_fence');
    await zombie.writes.take(await readEdits(store).ofTarget('p', 'a_fence', 0), Date.now());
    const write = await one(zombie.writes, 'e_fence');
    expect(
      await zombie.writes.save(after(write, { kind: 'held', waitMs: 1 }), zombie.held, told()),
    ).toBeDefined();
    expect(await zombie.writes.save(rejected(write), zombie.held, told())).toBeUndefined();
    await zombie.leases.release(zombie.held);
    await lease('another', 'writes.fence');
    const late = zombie.writes.save(rejected(await one(zombie.writes, 'e_fence')), zombie.held, told());
    await expect(late).rejects.toMatchObject({ code: 'LEASE_LOST' });
  });

  test('I2: no two edits are bound to one record', async () => {
    const { writes, held } = await lease('bound', 'writes.bound');
    const bind = async (id: string) => {
      await accept(id, id);
      await writes.take(await readEdits(store).ofTarget('p', id, 0), Date.now());
      const bound = { resourceId: '700009', bound: 'Appointment|700009' };
      return writes.save({ ...(await one(writes, id)), ...bound }, held, told());
    };
    expect(await bind('e_b1')).toBeDefined();
    expect(await bind('e_b2')).toBeUndefined();
    expect(await writes.boundAmong('p', 'Appointment', ['700009', '700010'])).toEqual(['700009']);
  });

  test('what was given up waits for an operator, and what they decide is decided once', async () => {
    const { writes, held } = await lease('given up', 'writes.given-up');
    await accept('e_dead', 'a_dead');
    await writes.take(await readEdits(store).ofTarget('p', 'a_dead', 0), Date.now());
    await writes.save(after(await one(writes, 'e_dead'), { kind: 'expired' }), held, told());
    const { deadLetters } = writes;
    expect(await deadLetters.list('p', '', 10)).toMatchObject([
      { _id: 'e_dead', reason: 'gave-up', state: 'waiting' },
    ]);
    expect(await deadLetters.list('other', '', 10)).toEqual([]);
    const replay = { state: 'replayed', decidedBy: 'u_ops', note: null } as const;
    expect((await deadLetters.decide('p', 'e_dead', replay, [message])).rows).toHaveLength(1);
    expect((await deadLetters.decide('p', 'e_dead', replay, [message])).rows).toEqual([]);
    const discard = { state: 'discarded', decidedBy: 'u_ops', note: 'a mistake' } as const;
    await expect(deadLetters.decide('p', 'e_dead', discard, [])).rejects.toMatchObject({
      code: 'DEAD_LETTER_DECIDED',
    });
    await expect(deadLetters.decide('other', 'e_dead', replay, [])).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
