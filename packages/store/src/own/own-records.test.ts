import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOutbox } from '../outbox/outbox.ts';
import { prepareStore } from '../prepare-store.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import { type ClientOwnFields, createOwnRecords, readOwn } from './own-records.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
    await prepareStore(store);
  });
  afterAll(() => store.drop());

  const message = (key: string) => ({ topicName: 't', key, value: Buffer.from('v'), headers: {} });
  const fields = (...presentingIssues: string[]): ClientOwnFields => ({
    presentingIssues,
    privateNotes: null,
    sessionsElsewhere: null,
  });
  const parts = () => {
    const outbox = createOutbox(store, 'dashboard-api');
    return { outbox, records: createOwnRecords(store, outbox), read: readOwn(store) };
  };
  const saveIssue = (id: string, issue: string, expected?: number) =>
    parts().records.saveClient({
      practice: 'p',
      id,
      expected,
      decide: (held) => fields(...(held?.presentingIssues ?? []), issue),
      announce: async (before, after) => [message(`${before?.revision ?? 0} to ${after.revision}`)],
    });

  test('each save raises the revision by one, and is kept with its announcements', async () => {
    const first = await saveIssue('c_1', 'sleep');
    const second = await saveIssue('c_1', 'worry');
    expect([first.document.revision, second.document.revision]).toEqual([1, 2]);
    expect(second.document.presentingIssues).toEqual(['sleep', 'worry']);
    expect(second.rows.map(({ message: { key } }) => key)).toEqual(['1 to 2']);
    const { clients, clientsWithNotes } = parts().read;
    expect((await clientsWithNotes.byIds('p', ['c_1', 'c_none'])).get('c_1')).toEqual(second.document);
    const { notes: _, ...shown } = second.document;
    expect((await clients.byIds('p', ['c_1'])).get('c_1')).toEqual(shown);
    expect(await parts().outbox.size()).toBeGreaterThanOrEqual(2);
  });

  test('of many saves at once none is lost, the making of the document among them', async () => {
    const issues = Array.from({ length: 8 }, (_value, place) => `issue ${place}`);
    const saved = await Promise.all(issues.map((issue) => saveIssue('c_many', issue)));
    const revisions = saved.map(({ document }) => document.revision).sort((a, b) => a - b);
    expect(revisions).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const held = (await parts().read.clients.byIds('p', ['c_many'])).get('c_many');
    expect([...(held?.presentingIssues ?? [])].sort()).toEqual(issues);
  });

  test('what was decided upon another revision is refused, and changes and announces nothing', async () => {
    await saveIssue('c_stale', 'sleep', 0);
    const waiting = await parts().outbox.size();
    await expect(saveIssue('c_stale', 'worry', 0)).rejects.toMatchObject({ code: 'REVISION_STALE' });
    await expect(saveIssue('c_stale', 'worry', 2)).rejects.toMatchObject({ code: 'REVISION_STALE' });
    const held = (await parts().read.clients.byIds('p', ['c_stale'])).get('c_stale');
    expect(held).toMatchObject({ revision: 1, presentingIssues: ['sleep'] });
    expect(await parts().outbox.size()).toBe(waiting);
    expect((await saveIssue('c_stale', 'worry', 1)).document.revision).toBe(2);
  });

  test('I10: where the announcement cannot be made nothing is kept', async () => {
    const broken = new Error('no announcement');
    const save = parts().records.saveClient({
      practice: 'p',
      id: 'c_broken',
      expected: undefined,
      decide: () => fields('sleep'),
      announce: async () => Promise.reject(broken),
    });
    await expect(save).rejects.toBe(broken);
    expect((await parts().read.clients.byIds('p', ['c_broken'])).size).toBe(0);
  });

  test('I5: nothing of another practice is found, whatever its ids', async () => {
    await saveIssue('c_shared', 'sleep');
    await parts().records.saveSettings({
      practice: 'p',
      id: 'p_ann',
      expected: undefined,
      decide: () => ({
        weeklyRevenueTarget: 1,
        monthlyRevenueTarget: 2,
        maxSessions: 3,
        timezone: null,
      }),
      announce: async () => [],
    });
    const { clients, settings } = parts().read;
    expect((await clients.byIds('other', ['c_shared'])).size).toBe(0);
    expect((await settings.all('other')).size).toBe(0);
    expect([...(await settings.all('p')).keys()]).toEqual(['p_ann']);
  });

  describe('of clients whom Halaxy merged into another', () => {
    const merge = (id: string, into: string) =>
      store
        .collection<{ _id: string }>('clients')
        .insertOne(aClient(id, { gone: true, mergedInto: into }) as { _id: string });
    const aClient = (_id: string, more: object) => ({
      ...{ _id, practice: 'p', halaxyId: _id, revision: 1, givenName: '', familyName: '', active: true },
      ...more,
    });
    const issuesOf = async (id: string) =>
      (await parts().read.clients.byIds('p', [id])).get(id)?.presentingIssues;
    const revisionOf = async (id: string) =>
      (await parts().read.clients.byIds('p', [id])).get(id)?.revision ?? 0;

    test('I4: what was kept of them is the survivor’s, also through a merge of a merge, and no revision falls', async () => {
      for (const issue of ['sleep', 'worry', 'work']) await saveIssue('c_first', issue);
      await saveIssue('c_survivor', 'grief');
      await merge('c_first', 'c_second');
      await merge('c_second', 'c_survivor');
      expect(await issuesOf('c_survivor')).toEqual(['grief', 'sleep', 'worry', 'work']);
      expect(await revisionOf('c_survivor')).toBe(4);
    });

    test('what a person saved with it on the screen stands for it; other fields still count', async () => {
      const elsewhere = { year: 2026, count: 2 };
      const saved = (id: string, change: Partial<ClientOwnFields>) =>
        parts().records.saveClient({
          practice: 'p',
          id,
          expected: undefined,
          decide: () => change,
          announce: async () => [],
        });
      await saved('c_old', { presentingIssues: ['sleep'], sessionsElsewhere: elsewhere });
      await merge('c_old', 'c_new');
      await saved('c_new', { presentingIssues: ['grief'], sessionsElsewhere: { year: 2026, count: 1 } });
      await saved('c_new', { presentingIssues: ['grief'] });
      const kept = (await parts().read.clients.byIds('p', ['c_new'])).get('c_new');
      expect(kept).toMatchObject({
        presentingIssues: ['grief'],
        revision: 3,
        sessionsElsewhere: { year: 2026, count: 1 },
      });
      const other = await saved('c_other', { sessionsElsewhere: { year: 2026, count: 1 } });
      expect(other.document.revision).toBe(1);
      await merge('c_late', 'c_other');
      await saved('c_late', { sessionsElsewhere: elsewhere });
      const sum = (await parts().read.clients.byIds('p', ['c_other'])).get('c_other');
      expect(sum?.sessionsElsewhere).toEqual({ year: 2026, count: 3 });
    });

    test('a status outlives a merge and raises the revision; what was said of the survivor stands before it', async () => {
      const saved = (id: string, status: 'critical' | 'discharged') =>
        parts().records.saveClient({
          practice: 'p',
          id,
          expected: undefined,
          decide: () => ({ status }),
          announce: async () => [],
        });
      const kept = async () => (await parts().read.clients.byIds('p', ['c_stays'])).get('c_stays');
      await saved('c_goes', 'critical');
      await merge('c_goes', 'c_stays');
      expect(await kept()).toMatchObject({ status: 'critical', revision: 1, presentingIssues: [] });
      await saved('c_stays', 'discharged');
      expect(await kept()).toMatchObject({ status: 'discharged', revision: 2 });
      await saveIssue('c_stays', 'sleep');
      expect(await kept()).toMatchObject({ status: 'discharged', revision: 3, presentingIssues: ['sleep'] });
    });
  });
});

test('MongoDB keeps no private notes that are not sealed', async () => {
  const [[, openStore] = []] = stores;
  const store = await openStore?.();
  if (!store) throw new Error('the first of the stores is the real one');
  await prepareStore(store);
  const open = { _id: 'p|c', practice: 'p', id: 'c', revision: 1, presentingIssues: [] };
  const own = store.collection<{ _id: string }>('client_own');
  await expect(own.insertOne({ ...open, privateNotes: 'in plain words' } as never)).rejects.toThrow();
  await own.insertOne({ ...open, privateNotes: null } as never);
  await store.drop();
});
