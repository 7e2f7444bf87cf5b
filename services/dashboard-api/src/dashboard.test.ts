import {
  createDashboardCache,
  type DashboardCache,
  dashboardOwner,
  figuresOwner,
  type Redis,
  type Store,
} from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApi, type TestApi, testSettings } from './testing/start-test-api.ts';
import { putRecords, testPractitioner, testSession } from './testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let cache: DashboardCache;
let api: TestApi;
const clock = createTestClock();
const reception = { roles: ['reception'] } as const;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  cache = createDashboardCache(redis);
  api = await startTestApi({ store, redis }, { clock });
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' }), testPractitioner({ _id: 'p_bob' })],
  });
});

const forget = () =>
  cache.forget(
    ['p_ann', 'p_bob'].flatMap((id) =>
      [dashboardOwner, figuresOwner].map((ownerOf) => ownerOf(testSettings.idKey, 'demo', id)),
    ),
  );

beforeEach(async () => {
  clock.set(Date.parse('2026-11-23T00:30:00Z'));
  await forget();
});

afterEach(async () => {
  await store.collection('sessions').deleteMany({});
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

const at = (iso: string) => Date.parse(iso);
const dashboardOf = (date: string) => api.ask(reception, `GET /practitioners/p_ann/dashboard?date=${date}`);

test('a day has every session of it, cancelled ones too, by start, and says who is next', async () => {
  const cancelled = { raw: 'cancelled', meaning: 'cancelled', arrived: false } as const;
  await putRecords(store, {
    sessions: [
      testSession({ _id: 's_next', startMs: at('2026-11-23T01:00:00Z'), comment: 'prefers mornings' }),
      testSession({ _id: 's_now', startMs: at('2026-11-23T00:00:00Z') }),
      testSession({ _id: 's_out', startMs: at('2026-11-23T00:45:00Z'), status: cancelled }),
      testSession({ _id: 's_gone', startMs: at('2026-11-23T02:00:00Z'), gone: true }),
      testSession({ _id: 's_bob', startMs: at('2026-11-23T02:00:00Z'), practitionerId: 'p_bob' }),
      testSession({ _id: 's_yesterday', startMs: at('2026-11-22T12:00:00Z') }),
    ],
  });
  const { status, body } = await dashboardOf('2026-11-23');
  expect(status).toBe(200);
  expect(body.data.practitioner).toEqual({
    id: 'p_ann',
    displayName: 'Ann Example',
    email: 'ann@bloom.test',
    specializations: [],
    timezone: 'Australia/Sydney',
  });
  const shown = body.data.todaysSessions.map(({ id, status, isUpNext }: Record<string, unknown>) => [
    id,
    status,
    isUpNext,
  ]);
  expect(shown).toEqual([
    ['s_now', 'in_progress', false],
    ['s_out', 'cancelled', false],
    ['s_next', 'confirmed', true],
  ]);
  expect(body.data.todaysSessions[2]).toMatchObject({
    time: '12:00 PM',
    start: '2026-11-23T12:00:00+11:00',
    clientInitials: 'MK',
    comment: 'prefers mornings',
    revision: 1,
  });
  expect(body.data).toMatchObject({
    weeklyStats: { weekStartDate: '2026-11-23', scheduledSessions: 2, cancellationCount: 1 },
    monthlyStats: { monthYear: '2026-11', sessionsScheduled: 2 },
    upcomingStats: { remainingThisWeek: 1 },
  });
});

test('a day on which clocks change has all its 23 or 25 hours', async () => {
  await putRecords(store, {
    sessions: [
      // Sydney goes forward on 4 October 2026 and back on 4 April 2027.
      testSession({ _id: 's_short_first', startMs: at('2026-10-03T14:00:00Z') }),
      testSession({ _id: 's_short_last', startMs: at('2026-10-04T12:59:00Z') }),
      testSession({ _id: 's_short_after', startMs: at('2026-10-04T13:00:00Z') }),
      testSession({ _id: 's_long_first', startMs: at('2027-04-03T13:00:00Z') }),
      testSession({ _id: 's_long_last', startMs: at('2027-04-04T13:59:00Z') }),
      testSession({ _id: 's_long_after', startMs: at('2027-04-04T14:00:00Z') }),
    ],
  });
  const idsOf = async (date: string) =>
    (await dashboardOf(date)).body.data.todaysSessions.map(({ id }: { id: string }) => id);
  expect(await idsOf('2026-10-04')).toEqual(['s_short_first', 's_short_last']);
  expect(await idsOf('2027-04-04')).toEqual(['s_long_first', 's_long_last']);
});

test('I4: a dashboard from before a change is not served once the change was announced', async () => {
  const session = testSession({ _id: 's_1', startMs: at('2026-11-23T01:00:00Z') });
  await putRecords(store, { sessions: [session] });
  expect((await dashboardOf('2026-11-23')).headers.get('x-cache')).toBe('miss');
  await putRecords(store, { sessions: [{ ...session, comment: 'moved', revision: 2 }] });
  const held = await dashboardOf('2026-11-23');
  expect([held.headers.get('x-cache'), held.body.data.todaysSessions[0].revision]).toEqual(['hit', 1]);
  await forget();
  const fresh = await dashboardOf('2026-11-23');
  expect([fresh.headers.get('x-cache'), fresh.body.data.todaysSessions[0].revision]).toEqual(['miss', 2]);
});

test('I4: what depends on the clock follows it: a cached day stands until a session starts or ends', async () => {
  await putRecords(store, { sessions: [testSession({ _id: 's_1', startMs: at('2026-11-23T01:00:00Z') })] });
  const first = await dashboardOf('2026-11-23');
  expect(first.body.data.todaysSessions[0]).toMatchObject({ status: 'confirmed', isUpNext: true });
  expect(first.body.data.upcomingStats).toMatchObject({ remainingThisWeek: 1 });
  clock.set(at('2026-11-23T00:59:59Z'));
  expect((await dashboardOf('2026-11-23')).headers.get('x-cache')).toBe('hit');
  clock.set(at('2026-11-23T01:00:00Z'));
  const later = await dashboardOf('2026-11-23');
  expect(later.headers.get('x-cache')).toBe('miss');
  expect(later.body.data.todaysSessions[0]).toMatchObject({ status: 'in_progress', isUpNext: false });
  expect(later.body.data.upcomingStats).toMatchObject({ remainingThisWeek: 0 });
});

test('I6: in Redis a day is sealed, and its key holds no id', async () => {
  await putRecords(store, {
    sessions: [testSession({ _id: 's_1', startMs: at('2026-11-23T01:00:00Z'), comment: 'canary-comment' })],
  });
  await dashboardOf('2026-11-23');
  const owner = dashboardOwner(testSettings.idKey, 'demo', 'p_ann');
  const keys = await redis.client.keys(`dash:val:*${owner}*`);
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).not.toContain('p_ann');
    expect(await redis.client.get(key)).not.toContain('canary');
  }
});

test('the same dashboard is not sent twice to who has it', async () => {
  await putRecords(store, { sessions: [testSession({ _id: 's_1', startMs: at('2026-11-23T01:00:00Z') })] });
  const etag = (await dashboardOf('2026-11-23')).headers.get('etag') ?? '';
  const name = 'GET /practitioners/p_ann/dashboard?date=2026-11-23';
  const again = await api.ask(reception, name, { headers: { 'If-None-Match': etag } });
  expect([again.status, again.body]).toEqual([304, undefined]);
  clock.set(at('2026-11-23T01:10:00Z'));
  expect((await api.ask(reception, name, { headers: { 'If-None-Match': etag } })).status).toBe(200);
});

test('a range of days is answered in pages that skip and repeat nothing', async () => {
  const start = at('2026-11-23T01:00:00Z');
  const sessions = Array.from({ length: 450 }, (_, i) =>
    testSession({ _id: `s_${String(i).padStart(3, '0')}`, startMs: start + Math.floor(i / 90) * 60_000 }),
  );
  await store.collection('sessions').insertMany(sessions as never);
  const ids: string[] = [];
  let cursor: string | null = '';
  do {
    const more = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await api.ask(reception, `GET /appointments?from=2026-11-23&to=2026-11-23${more}`);
    ids.push(...body.data.items.map(({ id }: { id: string }) => id));
    cursor = body.data.nextCursor;
  } while (cursor !== null);
  expect(ids).toEqual(sessions.map(({ _id }) => _id));
});

test.each([
  ['GET /practitioners/p_ann/dashboard?date=2026-02-30', 'query.date'],
  ['GET /practitioners/p_ann/dashboard?date=today', 'query.date'],
  ['GET /practitioners/p_ann/dashboard?date=2026-01-01&date=2026-01-02', 'query.date'],
  ['GET /appointments', 'query.from'],
  ['GET /appointments?from=2026-01-02&to=2026-01-01', 'query.to'],
  ['GET /appointments?from=2026-01-01&to=2028-01-01', 'query.to'],
  ['GET /appointments?from=2026-01-01&to=2026-01-02&cursor=AAAA', 'query.cursor'],
])('%s is refused, and the place is named', async (name, path) => {
  const { status, body } = await api.ask(reception, name);
  expect([status, body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
  expect(body.error.details[0]).toEqual({ path, message: expect.any(String) });
});

test('an overview has a row for each practitioner, as their dashboards count, and totals', async () => {
  await putRecords(store, {
    practitioners: [
      testPractitioner({ _id: 'p_ann' }),
      testPractitioner({ _id: 'p_ben', displayName: 'Ben' }),
    ],
    sessions: [
      testSession({ _id: 's_1', startMs: at('2026-11-23T01:00:00Z') }),
      testSession({
        _id: 's_2',
        startMs: at('2026-11-22T22:00:00Z'),
        status: { raw: 'attended', meaning: 'completed', arrived: false },
      }),
      testSession({
        _id: 's_3',
        startMs: at('2026-11-23T04:00:00Z'),
        practitionerId: 'p_bob',
        status: { raw: 'cancelled', meaning: 'cancelled', arrived: false },
      }),
    ],
  });
  const { status, body } = await api.ask(reception, 'GET /practices/demo/overview');
  expect(status).toBe(200);
  const none = { sessionsToday: 0, completedToday: 0, weekCompleted: 0, weekScheduled: 0, monthRevenue: 0 };
  const ann = { ...none, sessionsToday: 2, completedToday: 1, weekCompleted: 1, weekScheduled: 1 };
  expect(body.data).toEqual({
    items: [
      {
        practitionerId: 'p_ann',
        displayName: 'Ann Example',
        ...ann,
        nextSessionAt: '2026-11-23T12:00:00+11:00',
      },
      { practitionerId: 'p_bob', displayName: 'Ann Example', ...none, nextSessionAt: null },
    ],
    totals: ann,
  });
});

test('I5: another practice’s overview is one that does not exist', async () => {
  expect((await api.ask(reception, 'GET /practices/other/overview')).status).toBe(404);
});
