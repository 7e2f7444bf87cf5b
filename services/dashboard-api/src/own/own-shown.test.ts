import type { Redis, Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { putRecords, testClient, testPractitioner, testSession } from '../testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const clock = createTestClock();
const reception = { roles: ['reception'] } as const;
const at = (iso: string) => Date.parse(iso);

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  clock.set(at('2026-11-23T00:30Z'));
  api = await startTestApi({ store, redis }, { clock });
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' }), testPractitioner({ _id: 'p_bob' })],
    clients: [testClient({ _id: 'c_1' })],
  });
});

beforeEach(async () => {
  for (const name of ['client_own', 'settings', 'sessions']) await store.collection(name).deleteMany({});
  // A change of settings makes caches forget what the test before has left.
  for (const id of ['p_ann', 'p_bob']) await put(`/practitioners/${id}/settings`, { timezone: null });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

const get = async (path: string) => (await api.ask(reception, `GET ${path}`)).body.data;
const put = (path: string, body: object) => api.ask(reception, `PUT ${path}`, { body });
const zoneOfAnn = (timezone: string) => put('/practitioners/p_ann/settings', { timezone });
const dashboard = (query = '') => get(`/practitioners/p_ann/dashboard${query}`);
const idsOf = async (date: string): Promise<string[]> =>
  (await dashboard(`?date=${date}`)).todaysSessions.map(({ id }: { id: string }) => id);

async function composed(...entities: { kind: string; id: string }[]) {
  const context = { signal: new AbortController().signal, deadlineMs: 1_000, metadata: {} as never };
  const { views } = await api.api.views.composeViews({ practiceId: 'demo', entities }, context);
  return views.map(({ revision, viewJson }) => ({ revision, view: viewJson && JSON.parse(viewJson) }));
}

test('I4: presenting issues are in every view of a session, and each change of them raises its revision', async () => {
  await putRecords(store, {
    sessions: [
      testSession({ _id: 's_1', startMs: at('2026-11-23T01:00Z'), revision: 4 }),
      testSession({ _id: 's_gone', startMs: at('2026-11-23T01:00Z'), revision: 6, gone: true }),
    ],
  });
  const shown = async () => {
    const [view, gone] = await composed({ kind: 'session', id: 's_1' }, { kind: 'session', id: 's_gone' });
    const all = [
      (await dashboard('?date=2026-11-23')).todaysSessions[0],
      (await get('/appointments?from=2026-11-23&to=2026-11-23')).items[0],
      await get('/sessions/s_1'),
      view?.view,
    ];
    const told = all.map(({ presentingIssues, revision }) => JSON.stringify([presentingIssues, revision]));
    return [...new Set(told), view?.revision, gone?.revision];
  };
  expect(await shown()).toEqual(['[[],4]', 4, 6]);
  await put('/clients/c_1/own', { presentingIssues: ['sleep'] });
  expect(await shown()).toEqual(['[["sleep"],5]', 5, 7]);
  await put('/clients/c_1/own', { presentingIssues: ['sleep', 'worry'] });
  expect(await shown()).toEqual(['[["sleep","worry"],6]', 6, 8]);
});

test('a day is the practitioner’s: Brisbane’s is not Sydney’s, on both changes of clocks and in summer', async () => {
  await putRecords(store, {
    sessions: [
      // Sydney goes forward on 4 October 2026: its day has 23 hours, Brisbane's 24.
      testSession({ _id: 's_forward_first', startMs: at('2026-10-03T14:00Z') }),
      testSession({ _id: 's_forward_last', startMs: at('2026-10-04T12:59Z') }),
      testSession({ _id: 's_forward_hour', startMs: at('2026-10-04T13:30Z') }),
      // And back on 4 April 2027: its day has 25 hours, and begins an hour before Brisbane's.
      testSession({ _id: 's_back_hour', startMs: at('2027-04-03T13:30Z') }),
      testSession({ _id: 's_back_first', startMs: at('2027-04-03T14:00Z') }),
      testSession({ _id: 's_back_last', startMs: at('2027-04-04T13:59Z') }),
      testSession({ _id: 's_summer', startMs: at('2026-11-23T13:30Z') }),
    ],
  });
  const days = ['2026-10-04', '2027-04-04', '2026-11-23', '2026-11-24'];
  const all = async () => Promise.all(days.map(idsOf));
  expect(await all()).toEqual([
    ['s_forward_first', 's_forward_last'],
    ['s_back_hour', 's_back_first', 's_back_last'],
    [],
    ['s_summer'],
  ]);
  await zoneOfAnn('Australia/Brisbane');
  expect(await all()).toEqual([
    ['s_forward_first', 's_forward_last', 's_forward_hour'],
    ['s_back_first', 's_back_last'],
    ['s_summer'],
    [],
  ]);
});

test('every view of a session tells its time and day where its practitioner is', async () => {
  const startMs = at('2026-11-23T13:30Z');
  await putRecords(store, {
    sessions: [
      testSession({ _id: 's_ann', startMs }),
      testSession({ _id: 's_bob', startMs, practitionerId: 'p_bob' }),
      testSession({ _id: 's_nobody', startMs, practitionerId: null }),
    ],
  });
  await zoneOfAnn('Australia/Brisbane');
  const told = ({ time, start, date }: Record<string, string>) => [time, start, date];
  const inBrisbane = ['11:30 PM', '2026-11-23T23:30:00+10:00', '2026-11-23'];
  const inSydney = ['12:30 AM', '2026-11-24T00:30:00+11:00', '2026-11-24'];
  expect(told(await get('/sessions/s_ann'))).toEqual(inBrisbane);
  // The range is of the practice's days.
  const { items } = await get('/appointments?from=2026-11-24&to=2026-11-24');
  expect(items.map(told)).toEqual([inBrisbane, inSydney, inSydney]);
  const views = await composed(...['s_ann', 's_bob', 's_nobody'].map((id) => ({ kind: 'session', id })));
  expect(views.map(({ view }) => told(view))).toEqual([inBrisbane, inSydney, inSydney]);
  const [first] = (await dashboard('?date=2026-11-23')).todaysSessions;
  expect([first.time, first.start]).toEqual(inBrisbane.slice(0, 2));
});

test('today is where the practitioner is, for the dashboard, for screens, the overview and who is next', async () => {
  // Half past midnight of the 24th in Sydney, half past eleven of the 23rd in Brisbane.
  clock.set(at('2026-11-23T13:30Z'));
  await putRecords(store, {
    sessions: [
      testSession({ _id: 's_ann_soon', startMs: at('2026-11-23T13:45Z') }),
      testSession({ _id: 's_ann_morning', startMs: at('2026-11-24T00:00Z') }),
      testSession({ _id: 's_bob_morning', startMs: at('2026-11-24T00:00Z'), practitionerId: 'p_bob' }),
    ],
  });
  const today = async () => {
    const { items } = await get('/practices/demo/overview');
    const [figures, soon, morning] = await composed(
      { kind: 'figures', id: 'p_ann' },
      { kind: 'session', id: 's_ann_soon' },
      { kind: 'session', id: 's_ann_morning' },
    );
    const { practitioner, todaysSessions, weeklyStats } = await dashboard();
    return [
      practitioner.timezone,
      todaysSessions.map(({ id, isUpNext }: { id: string; isUpNext: boolean }) => `${id} ${isUpNext}`),
      weeklyStats.weekStartDate,
      figures?.view.date,
      [soon?.view.isUpNext, morning?.view.isUpNext],
      items.map(({ sessionsToday, nextSessionAt }: Record<string, unknown>) => [
        sessionsToday,
        nextSessionAt,
      ]),
    ];
  };
  const bob = [1, '2026-11-24T11:00:00+11:00'];
  expect(await today()).toEqual([
    'Australia/Sydney',
    ['s_ann_soon true', 's_ann_morning false'],
    '2026-11-23',
    '2026-11-24',
    [true, false],
    [[2, '2026-11-24T00:45:00+11:00'], bob],
  ]);
  await zoneOfAnn('Australia/Brisbane');
  expect(await today()).toEqual([
    'Australia/Brisbane',
    ['s_ann_soon true'],
    '2026-11-23',
    '2026-11-23',
    [true, false],
    [[1, '2026-11-23T23:45:00+10:00'], bob],
  ]);
  clock.set(at('2026-11-23T00:30Z'));
});

test('a day from the cache ends where the practitioner’s day ends', async () => {
  await zoneOfAnn('Australia/Brisbane');
  const date = async () => (await dashboard()).weeklyStats.weekStartDate;
  clock.set(at('2026-11-29T13:59:59Z'));
  expect(await date()).toBe('2026-11-23');
  expect((await api.ask(reception, 'GET /practitioners/p_ann/dashboard')).headers.get('x-cache')).toBe('hit');
  clock.set(at('2026-11-29T14:00:00Z'));
  expect(await date()).toBe('2026-11-30');
  clock.set(at('2026-11-23T00:30Z'));
});

test('people are listed with their own zones, and aims are in the figures as soon as they are saved', async () => {
  await dashboard('?date=2026-11-23');
  await put('/practitioners/p_ann/settings', {
    weeklyRevenueTarget: 6_000.5,
    monthlyRevenueTarget: 24_000,
    maxSessions: 18,
    timezone: 'Australia/Perth',
  });
  expect((await get('/practitioners')).items.map(({ timezone }: { timezone: string }) => timezone)).toEqual([
    'Australia/Perth',
    'Australia/Sydney',
  ]);
  const aims = {
    weeklyStats: { maxSessions: 18, targetRevenue: 6_000.5 },
    monthlyStats: { targetRevenue: 24_000 },
  };
  expect(await dashboard('?date=2026-11-23')).toMatchObject(aims);
  const [figures] = await composed({ kind: 'figures', id: 'p_ann' });
  expect(figures?.view).toMatchObject(aims);
});
