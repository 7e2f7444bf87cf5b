import { createOutbox, type Redis, type Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { putRecords, testClient, testPractitioner, testSession } from '../testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const clock = createTestClock();
const dayMs = 86_400_000;
const nowMs = Date.parse('2026-11-23T00:30:00Z');
const ann = { roles: ['practitioner'], practitionerId: 'p_ann', sub: 'u_ann' } as const;
const bob = { roles: ['practitioner'], practitionerId: 'p_bob', sub: 'u_bob' } as const;
const reception = { roles: ['reception'] } as const;
const admin = { roles: ['admin'] } as const;
const own = '/clients/c_1/own';

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  clock.set(nowMs);
  api = await startTestApi({ store, redis }, { clock });
  await putRecords(store, {
    practitioners: ['p_ann', 'p_bob', 'p_cy'].map((_id) => testPractitioner({ _id })),
    clients: ['c_1', 'c_2'].map((_id) => testClient({ _id })),
    sessions: [
      testSession({ _id: 's_long_ago', startMs: nowMs - 700 * dayMs, practitionerId: 'p_bob' }),
      testSession({ _id: 's_yesterday', startMs: nowMs - 2 * dayMs }),
      testSession({ _id: 's_today', startMs: nowMs - 3_600_000 }),
      testSession({ _id: 's_ahead', startMs: nowMs + 89 * dayMs }),
      testSession({ _id: 's_far', startMs: nowMs + 91 * dayMs }),
      testSession({ _id: 's_gone', startMs: nowMs, practitionerId: 'p_cy', gone: true }),
      testSession({ _id: 's_nobody', startMs: nowMs + dayMs, practitionerId: null }),
      testSession({ _id: 's_of_another', startMs: nowMs, clientId: 'c_2', practitionerId: 'p_cy' }),
    ],
  });
});

beforeEach(async () => {
  for (const name of ['client_own', 'settings', 'outbox_dashboard-api'])
    await store.collection(name).deleteMany({});
  api.announced.length = 0;
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

type Person = Parameters<TestApi['ask']>[0];
const put = (person: Person, path: string, body: object, ifMatch?: string) =>
  api.ask(person, `PUT ${path}`, {
    body,
    ...(ifMatch === undefined ? {} : { headers: { 'If-Match': ifMatch } }),
  });

test('a practitioner keeps issues, notes and sessions elsewhere of their client, and reads them back', async () => {
  const nothing = { clientId: 'c_1', presentingIssues: [], privateNotes: '', sessionsElsewhere: null };
  expect((await api.ask(ann, `GET ${own}`)).body.data).toEqual({ ...nothing, revision: 0 });
  const kept = {
    presentingIssues: ['anxiety', 'sleep'],
    privateNotes: 'canary-notes\n\tsecond line',
    sessionsElsewhere: { year: 2026, count: 3 },
  };
  const saved = await put(ann, own, { ...kept, presentingIssues: ['  anxiety ', 'sleep'] });
  expect(saved.status).toBe(200);
  expect(saved.body.data).toEqual({ clientId: 'c_1', ...kept, revision: 1 });
  expect((await api.ask(ann, `GET ${own}`)).body.data).toEqual(saved.body.data);
});

test('what a PUT leaves out stays as it is, and null takes sessions elsewhere away', async () => {
  const all = { presentingIssues: ['sleep'], privateNotes: 'n', sessionsElsewhere: { year: 2026, count: 3 } };
  await put(ann, own, all);
  expect((await put(ann, own, {})).body.data).toMatchObject({ ...all, revision: 2 });
  expect((await put(ann, own, { privateNotes: '' })).body.data).toMatchObject({ ...all, privateNotes: '' });
  expect((await put(ann, own, { sessionsElsewhere: null })).body.data.sessionsElsewhere).toBeNull();
});

test.each([
  ['reception', reception],
  ['an administrator', admin],
  // Whoever has no session with the client is no practitioner to them, whatever else they may.
  [
    'an administrator who is a practitioner of others',
    { ...bob, practitionerId: 'p_cy', roles: ['practitioner', 'admin'] },
  ],
] as const)('I6: private notes are not for %s: not read, not written, and kept', async (_, person) => {
  await put(ann, own, { presentingIssues: ['sleep'], privateNotes: 'canary-notes' });
  const read = await api.ask(person, `GET ${own}`);
  expect(read.body.data).toEqual({
    clientId: 'c_1',
    presentingIssues: ['sleep'],
    sessionsElsewhere: null,
    revision: 1,
  });
  const refused = await put(person, own, { presentingIssues: ['worry'], privateNotes: 'mine' });
  expect([refused.status, refused.body.error.code]).toEqual([403, 'PRIVATE_NOTES_FORBIDDEN']);
  expect(refused.body.error.message).toContain('`privateNotes`');
  const saved = await put(person, own, { presentingIssues: ['worry'] });
  expect([saved.status, 'privateNotes' in saved.body.data]).toEqual([200, false]);
  expect((await api.ask(ann, `GET ${own}`)).body.data).toMatchObject({
    presentingIssues: ['worry'],
    privateNotes: 'canary-notes',
    revision: 2,
  });
});

test('I6: private notes are sealed at rest, and in no announcement', async () => {
  await put(ann, own, { presentingIssues: ['canary-issue'], privateNotes: 'canary-notes' });
  const held = await store.collection('client_own').find().toArray();
  expect(JSON.stringify(held)).toContain('canary-issue');
  expect(JSON.stringify(held)).not.toContain('canary-notes');
  const rows = await store.collection('outbox_dashboard-api').find().toArray();
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify([rows, rows.map(({ value }) => value.toString('latin1'))])).not.toContain('canary');
});

test('notes that were moved to another client do not open', async () => {
  await put(ann, own, { privateNotes: 'canary-notes' });
  const table = store.collection<{ _id: string }>('client_own');
  const held = await table.findOne({ _id: 'demo|c_1' });
  await table.insertOne({ ...held, _id: 'demo|c_2', id: 'c_2' } as never);
  const cy = { roles: ['practitioner'], practitionerId: 'p_cy' } as const;
  const read = await api.ask(cy, 'GET /clients/c_2/own');
  expect(read.status).toBe(500);
  expect(JSON.stringify(read.body)).not.toContain('canary');
});

test('a client is a practitioner’s own who has any session with them, however long ago; gone ones do not count', async () => {
  expect((await api.ask(bob, `GET ${own}`)).status).toBe(200);
  expect((await api.ask({ ...bob, practitionerId: 'p_cy' }, `GET ${own}`)).status).toBe(403);
  expect((await put({ ...bob, practitionerId: 'p_cy' }, own, {})).status).toBe(403);
  expect((await api.ask({ roles: ['practitioner'] }, `GET ${own}`)).status).toBe(403);
});

test.each([
  ['another revision', '4', 412, 'REVISION_STALE'],
  ['the one before', '1', 412, 'REVISION_STALE'],
  ['the revision as it is', '2', 200, undefined],
  ['the revision in quotes', '"2"', 200, undefined],
  ['none', undefined, 200, undefined],
  ['what is no revision', 'W/"abc"', 400, 'VALIDATION_FAILED'],
  ['half a quote', '"2', 400, 'VALIDATION_FAILED'],
])('a save that was decided upon %s is answered so', async (_, ifMatch, status, code) => {
  await put(ann, own, { presentingIssues: ['first'] });
  await put(ann, own, { presentingIssues: ['second'] });
  const saved = await put(ann, own, { presentingIssues: ['third'] }, ifMatch);
  expect([saved.status, saved.body.error?.code]).toEqual([status, code]);
  const { presentingIssues, revision } = (await api.ask(ann, `GET ${own}`)).body.data;
  expect([presentingIssues, revision]).toEqual(status === 200 ? [['third'], 3] : [['second'], 2]);
});

const issue = 'x'.repeat(100);

test.each<[string, object, number]>([
  ['twenty issues of a hundred characters', { presentingIssues: Array(20).fill(issue) }, 200],
  ['twenty-one issues', { presentingIssues: Array(21).fill('x') }, 400],
  ['an issue of 101 characters', { presentingIssues: [`${issue}x`] }, 400],
  ['an issue of blanks', { presentingIssues: ['   '] }, 400],
  ['an issue with a control character', { presentingIssues: ['a\u0007b'] }, 400],
  ['an issue with a line break within', { presentingIssues: ['a\nb'] }, 400],
  ['notes of 20,000 characters', { privateNotes: 'x'.repeat(20_000) }, 200],
  ['notes of 20,001', { privateNotes: 'x'.repeat(20_001) }, 400],
  ['notes with a control character', { privateNotes: 'a\u0000b' }, 400],
  ['ten sessions elsewhere', { sessionsElsewhere: { year: 2026, count: 10 } }, 200],
  ['eleven sessions elsewhere', { sessionsElsewhere: { year: 2026, count: 11 } }, 400],
  ['sessions elsewhere of no year', { sessionsElsewhere: { count: 1 } }, 400],
  ['a field that is not known', { notes: 'x' }, 400],
])('own fields of a client: %s', async (_, body, status) => {
  const saved = await put(ann, own, body);
  expect(saved.status).toBe(status);
  if (status === 400) expect((await api.ask(ann, `GET ${own}`)).body.data.revision).toBe(0);
});

test('I10: a save announces the client’s own fields, what screens show of them, and whose figures count them', async () => {
  await put(ann, own, { presentingIssues: ['sleep'], sessionsElsewhere: { year: 2026, count: 1 } });
  const everywhere = ['practice:demo', 'practitioner:p_ann', 'practitioner:p_bob'];
  const ofAnn = ['practice:demo', 'practitioner:p_ann'];
  const told = api.announced.map(({ kind, id, channels }) => [kind, id, [...channels].sort()]);
  expect(told.sort()).toEqual([
    ['figures', 'p_ann', ofAnn],
    ['figures', 'p_bob', ['practice:demo', 'practitioner:p_bob']],
    ['own', 'c_1', everywhere],
    ['session', 's_ahead', ofAnn],
    ['session', 's_nobody', ['practice:demo']],
    ['session', 's_today', ofAnn],
  ]);
  expect(await store.collection('outbox_dashboard-api').countDocuments()).toBe(6);
});

test('a save of private notes alone announces that they changed, and nothing that shows', async () => {
  await put(ann, own, { privateNotes: 'n' });
  expect(api.announced.map(({ kind, id }) => [kind, id])).toEqual([['own', 'c_1']]);
});

test('I8: of a client’s many sessions the nearest 200 are announced', async () => {
  await putRecords(store, {
    clients: [testClient({ _id: 'c_often' })],
    sessions: Array.from({ length: 205 }, (_, place) =>
      testSession({ _id: `s_often_${place}`, clientId: 'c_often', startMs: nowMs + place * 3_600_000 }),
    ),
  });
  await put(reception, '/clients/c_often/own', { presentingIssues: ['sleep'] });
  const sessions = api.announced.flatMap(({ kind, id }) => (kind === 'session' ? [id] : []));
  expect(sessions).toHaveLength(200);
  expect(sessions).not.toContain('s_often_200');
});

const settings = '/practitioners/p_ann/settings';
const usual = {
  practitionerId: 'p_ann',
  weeklyRevenueTarget: 5_500,
  monthlyRevenueTarget: 22_000,
  maxSessions: 25,
  timezone: 'Australia/Sydney',
};

test('a practitioner’s settings are the usual ones until they are set', async () => {
  expect((await api.ask(ann, `GET ${settings}`)).body.data).toEqual({ ...usual, revision: 0 });
  const set = { weeklyRevenueTarget: 6_000.55, maxSessions: 18, timezone: 'Australia/Brisbane' };
  expect((await put(ann, settings, set)).body.data).toEqual({ ...usual, ...set, revision: 1 });
  expect((await put(reception, settings, { maxSessions: 0 })).body.data).toEqual({
    ...usual,
    ...set,
    maxSessions: 0,
    revision: 2,
  });
  expect((await put(ann, settings, { timezone: null })).body.data.timezone).toBe('Australia/Sydney');
  expect(api.announced).toEqual(
    Array(3).fill({ kind: 'figures', id: 'p_ann', channels: ['practice:demo', 'practitioner:p_ann'] }),
  );
});

test('settings that are sent back as they were read choose no zone', async () => {
  const { practitionerId: _, revision, ...read } = (await api.ask(ann, `GET ${settings}`)).body.data;
  expect((await put(ann, settings, read, String(revision))).status).toBe(200);
  expect(await store.collection('settings').findOne({ id: 'p_ann' })).toMatchObject({ timezone: null });
  expect((await put(ann, settings, read, '0')).body.error.code).toBe('REVISION_STALE');
});

test.each<[string, object, number]>([
  ['targets of nothing', { weeklyRevenueTarget: 0, monthlyRevenueTarget: 0 }, 200],
  ['targets of ten million', { weeklyRevenueTarget: 10_000_000, monthlyRevenueTarget: 10_000_000 }, 200],
  ['a target below nothing', { weeklyRevenueTarget: -1 }, 400],
  ['a target above ten million', { monthlyRevenueTarget: 10_000_000.01 }, 400],
  ['a target finer than a cent', { weeklyRevenueTarget: 1.005 }, 400],
  ['200 sessions', { maxSessions: 200 }, 200],
  ['201 sessions', { maxSessions: 201 }, 400],
  ['half a session', { maxSessions: 1.5 }, 400],
  ['a zone of the tz database', { timezone: 'Australia/Lord_Howe' }, 200],
  ['an offset for a zone', { timezone: '+10:00' }, 400],
  ['no zone at all', { timezone: 'Mars/Olympus' }, 400],
  ['a field that is not known', { weekly: 1 }, 400],
])('settings: %s', async (_, body, status) => {
  expect((await put(ann, settings, body)).status).toBe(status);
});

test('I8: while too many announcements wait nothing more is saved', async () => {
  const outbox = createOutbox(store, 'dashboard-api', { rowsMax: 0 });
  const another = await startTestApi({ store, redis }, { clock, outbox });
  const answers = [
    await another.ask(ann, `PUT ${own}`, { body: {} }),
    await another.ask(ann, `PUT ${settings}`, { body: {} }),
  ];
  await another.close();
  expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
    [503, 'OUTBOX_FULL'],
    [503, 'OUTBOX_FULL'],
  ]);
  expect(await store.collection('client_own').countDocuments()).toBe(0);
  expect(await store.collection('settings').countDocuments()).toBe(0);
});
