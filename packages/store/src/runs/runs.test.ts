import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOutbox } from '../outbox/outbox.ts';
import { stores } from '../testing/stores.ts';
import type { TestStore } from '../testing/test-store.ts';
import type { RunDocument } from './documents.ts';
import { createRuns, type NewRun } from './runs.ts';

describe.each(stores)('%s', (_, openStore) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.drop());

  const runsOf = () => createRuns(store, createOutbox(store, 'reconciler'));
  const plan = (practice: string, kind: NewRun['kind'] = 'first'): NewRun => ({
    practice,
    kind,
    slices: [{ id: 'patients', type: 'Patient', query: '' }],
  });
  const announce = () => [{ topicName: 't', key: 'k', value: Buffer.from('v'), headers: {} }];

  test('of many that claim a due run, one gets it, and its next time is set with it', async () => {
    const runs = runsOf();
    await runs.know('claimed');
    const claims = Array.from({ length: 8 }, () =>
      runs.claim(() => plan('claimed'), 'claimed', 60_000, announce).catch(() => undefined),
    );
    const got = (await Promise.all(claims)).filter((claim) => claim !== undefined);
    expect(got).toHaveLength(1);
    expect(got[0]?.rows).toHaveLength(1);
    expect(await runs.dueForRun()).not.toContain('claimed');
  });

  test('to know a practice again changes nothing', async () => {
    const runs = runsOf();
    await runs.know('known');
    const { run } = await runs.start(plan('known'), announce);
    await runs.end(run, 'done', { cursors: { Patient: 5 }, listed: ['Patient', 'diary'] });
    await runs.know('known');
    expect(await runs.status('known')).toMatchObject({ firstSyncDone: true, cursors: { Patient: 5 } });
    expect(Object.keys((await runs.status('known'))?.listedAtMs ?? {})).toEqual(['Patient', 'diary']);
  });

  test('I8: so many days and practitioners wait to be read at once, and no more: the regular sync comes to its turn', async () => {
    const runs = runsOf();
    const ofDay = (practice: string, place: number): NewRun => ({
      ...plan(practice, 'day'),
      about: { date: `2026-11-${String(place).padStart(2, '0')}` },
    });
    for (let place = 1; place <= 20; place += 1) await runs.start(ofDay('flooded', place), announce);
    await expect(runs.start(ofDay('flooded', 21), announce)).rejects.toMatchObject({ code: 'RUNS_WAIT' });
    // One of those that wait already is named, and another practice asks for its own.
    expect((await runs.start(ofDay('flooded', 20), announce)).rows).toEqual([]);
    expect((await runs.start(ofDay('calm', 21), announce)).rows).toHaveLength(1);
  });

  test('a run that was asked for while one of its kind runs is that one', async () => {
    const runs = runsOf();
    const { run } = await runs.start(plan('asked', 'day'), announce);
    expect((await runs.start(plan('asked', 'day'), announce)).run._id).toBe(run._id);
  });

  test('I3: a partial run moves no cursor but those of what was seen whole, and is no success', async () => {
    const runs = runsOf();
    await runs.know('partial');
    const { run } = await runs.start(plan('partial', 'incremental'), announce);
    await runs.end(run, 'partial', { cursors: { Patient: 9 }, listed: [] });
    expect(await runs.status('partial')).toMatchObject({
      cursors: { Patient: 9 },
      lastSuccessAtMs: null,
      firstSyncDone: false,
    });
    expect(await runs.get('partial', run._id)).toMatchObject({ state: 'partial' });
  });

  test('a step decided upon a run that moved is not taken', async () => {
    const runs = runsOf();
    const { run } = await runs.start(plan('stepped'), announce);
    const [slice] = run.slices;
    if (!slice) throw new Error('no slice');
    const step = (from: RunDocument) =>
      runs.step(from, { slice: { ...slice, state: 'done' }, counts: { created: 2 } });
    expect(await step(run)).toMatchObject({ counts: { created: 2 }, slices: [{ state: 'done' }], v: 2 });
    expect(await step(run)).toBeNull();
  });

  test('I5: a run is not found under another practice', async () => {
    const runs = runsOf();
    const { run } = await runs.start(plan('mine'), announce);
    expect(await runs.get('yours', run._id)).toBeNull();
  });

  test('of faults the newest twenty are told, resolved by the next whole run', async () => {
    const runs = runsOf();
    await runs.know('faults');
    for (let i = 0; i < 25; i += 1)
      await runs.noteError('faults', { operation: 'sweep', entity: 'Patient', code: `C${i}` });
    const before = await runs.status('faults');
    expect(before?.errors).toHaveLength(20);
    expect(before?.errors[0]).toMatchObject({ code: 'C24', resolved: false });
    const { run } = await runs.start(plan('faults'), announce);
    await runs.end(run, 'done', { cursors: {}, listed: [] });
    expect((await runs.status('faults'))?.errors.every(({ resolved }) => resolved)).toBe(true);
  });
});
