import { type Role, roles } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import { createPractices, type Redis, type Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { policy, type RouteName } from './auth/policy.ts';
import { describeRoutes } from './http/openapi-page.ts';
import { awayReconciler, startTestApi, type TestApi } from './testing/start-test-api.ts';
import {
  putRecords,
  testClient,
  testEdit,
  testPractitioner,
  testRun,
  testSession,
} from './testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  const startRun = async () => ({
    run: { id: 'run_new', kind: 'incremental', state: 'running', slicesTotal: 1, slicesDone: 0 },
  });
  const listHeldDeletions = async () => ({
    heldDeletions: [{ id: 'h_own', type: 'Patient', count: 1, since: new Date(), sample: ['c_1'] }],
  });
  const decideHeldDeletion = async ({ id }: { id: string }) => {
    if (id !== 'h_own') throw new BloomError('NOT_FOUND');
    return { count: 1 };
  };
  const letter = {
    editId: 'e',
    kind: 'session',
    reason: 'gave-up',
    lastError: '',
    deliveries: 1,
    state: 'waiting',
    note: '',
  };
  const decideLetter = async ({ id }: { id: string }) => {
    if (id !== 'd_own') throw new BloomError('NOT_FOUND');
    return { deadLetter: { id, ...letter } };
  };
  const breakers = async ({ practiceId }: { practiceId: string }) => ({
    breakers: [{ practiceId, callClass: 'read', state: 'closed', failures: 0, forced: false }],
  });
  const writer = {
    ...{ getBreaker: breakers, forceOpen: breakers, clearForceOpen: breakers },
    listDeadLetters: async () => ({ deadLetters: [{ id: 'd_own', ...letter }] }),
    ...{ replayDeadLetter: decideLetter, discardDeadLetter: decideLetter },
  };
  const reconciler = {
    ...awayReconciler,
    startRun: startRun as never,
    listHeldDeletions,
    decideHeldDeletion,
  };
  api = await startTestApi({ store, redis }, { reconciler, writer });
  const demo = await createPractices(store).get('demo');
  if (demo) await createPractices(store).insert({ ...demo, _id: 'other', practiceKey: 'other-key' });
  const startMs = Date.parse('2026-11-23T01:00:00Z');
  const elsewhere = { practice: 'other', practitionerId: 'p_other', startMs };
  await putRecords(store, {
    practitioners: [
      testPractitioner({ _id: 'p_ann' }),
      testPractitioner({ _id: 'p_bob', displayName: 'Bob Example' }),
      testPractitioner({ _id: 'p_other', practice: 'other', displayName: 'canary-other-practice' }),
    ],
    clients: [
      testClient({ _id: 'c_1' }),
      testClient({ _id: 'c_bob' }),
      testClient({ _id: 'c_other', practice: 'other', givenName: 'canary-other-practice' }),
    ],
    sessions: [
      testSession({ _id: 's_ann', startMs }),
      testSession({ _id: 's_bob', startMs, practitionerId: 'p_bob', clientId: 'c_bob' }),
      testSession({ _id: 's_nobody', startMs, practitionerId: null }),
      testSession({ _id: 's_other', ...elsewhere, comment: 'canary-other-practice' }),
      // What a fault elsewhere could leave: another practice's session under our practitioner's id.
      testSession({
        _id: 's_stray',
        ...elsewhere,
        practitionerId: 'p_ann',
        comment: 'canary-other-practice',
      }),
    ],
    edits: [
      testEdit({ _id: 'e_ann', entityId: 's_ann', practitionerId: 'p_ann' }),
      testEdit({ _id: 'e_bob', entityId: 's_bob', practitionerId: 'p_bob', by: { id: 'u_9', name: 'Bob' } }),
      testEdit({ _id: 'e_other', practice: 'other' }),
    ],
    runs: [testRun({ _id: 'r_own' }), testRun({ _id: 'r_other', practice: 'other' })],
  });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

const targets = ['own', 'other practice’s', 'colleague’s', 'missing'] as const;
type Target = (typeof targets)[number];
type Ids = readonly [own: string, other: string, colleague: string | undefined, missing: string];

/** What each path speaks about, whose it is, by target. */
function idsFor(path: string): Ids | undefined {
  if (path.startsWith('/practitioners/{id}')) return ['p_ann', 'p_other', 'p_bob', 'p_none'];
  if (path.startsWith('/clients/{id}') || path.startsWith('/patients/{id}'))
    return ['c_1', 'c_other', 'c_bob', 'c_none'];
  if (path.startsWith('/sessions/{id}')) return ['s_ann', 's_other', 's_bob', 's_none'];
  if (path.startsWith('/edits/{id}')) return ['e_ann', 'e_other', 'e_bob', 'e_none'];
  if (path.startsWith('/ops/dead-letters/{id}')) return ['d_own', 'd_other', undefined, 'd_none'];
  if (path.startsWith('/ops/held-deletions/{id}')) return ['h_own', 'h_other', undefined, 'h_none'];
  if (path.startsWith('/sync/runs/{id}')) return ['r_own', 'r_other', undefined, 'r_none'];
  if (path.startsWith('/practices/{id}') || path.startsWith('/ops/breakers/{practice}'))
    return ['demo', 'other', undefined, 'none'];
  return undefined;
}

const queries: { readonly [Name in RouteName]?: string } = {
  'GET /appointments': '?from=2026-11-23&to=2026-11-23',
  'GET /practitioners/{id}/dashboard': '?date=2026-11-23',
  'POST /schedule/sync': '?date=2026-11-23',
  'GET /patients': '?query=mi',
};

const newPractice = (id: string) => ({
  id,
  name: 'New',
  timezone: 'Australia/Perth',
  halaxy: {
    baseUrl: 'https://halaxy.test/main/',
    clientId: 'c',
    clientSecret: 's',
    userAgent: 'Bloom (a@b.test)',
  },
});

const bodies: { readonly [Name in RouteName]?: object } = {
  'PUT /clients/{id}/own': { presentingIssues: ['sleep'] },
  'PATCH /sessions/{id}': { comment: 'changed' },
  'PATCH /patients/{id}': { mobile: '0412 345 678' },
  'POST /patients': { givenName: 'Mia', familyName: 'Kerr' },
  'PUT /patients/{id}/status': { status: 'critical' },
  'POST /sessions': {
    ...{ patientId: 'c_1', practitionerId: 'p_ann' },
    ...{ start: '2026-11-25T09:00:00+11:00', end: '2026-11-25T09:50:00+11:00' },
  },
  'POST /ops/dead-letters/{id}/discard': { reason: 'a mistake' },
  'PUT /practitioners/{id}/settings': { maxSessions: 20 },
};

const dataOf = new Map(describeRoutes().map(({ name, data }) => [name, data]));

type Case = readonly [name: RouteName, role: Role, target: Target, asked: string, expected: number];

const cases: Case[] = describeRoutes().flatMap(({ name, status }) =>
  roles.flatMap((role) => {
    const ids = idsFor(name.split(' ')[1] ?? '');
    const allowed: readonly Role[] = policy[name];
    return targets.flatMap((target, index): Case[] => {
      const id = ids?.[index];
      if (ids ? id === undefined : target !== 'own') return [];
      const asked = name.replace('{date}', '2026-11-23').replace(/\{\w+\}/, id ?? '') + (queries[name] ?? '');
      if (!allowed.includes(role)) return [[name, role, target, asked, 403]];
      if (target === 'own') return [[name, role, target, asked, status]];
      const colleague = role === 'practitioner' || name === 'POST /edits/{id}/seen' ? 403 : status;
      return [[name, role, target, asked, target === 'colleague’s' ? colleague : 404]];
    });
  }),
);

test.each(cases)(
  'I5: %s by %s on their %s is answered as the policy says',
  async (name, role, _, asked, expected) => {
    const practitionerId = role === 'practitioner' ? { practitionerId: 'p_ann' } : {};
    const made = name === 'POST /practices';
    const key = {
      'Idempotency-Key': `${role} ${asked}`
        .replaceAll(/[^a-z_]/gi, '')
        .padEnd(16, 'x')
        .slice(0, 60),
    };
    const answer = await api.ask({ roles: [role], ...practitionerId }, asked, {
      headers: key,
      ...(bodies[name] ? { body: bodies[name] } : {}),
      ...(made ? { body: newPractice(`new-${role}`), headers: { 'Idempotency-Key': 'k'.repeat(16) } } : {}),
    });
    expect(answer.status).toBe(expected);
    expect(JSON.stringify(answer.body)).not.toContain('canary-other-practice');
    expect(answer.body.success).toBe(expected < 300);
    if (expected < 300)
      expect(dataOf.get(name)?.safeParse(answer.body.data)).toMatchObject({ success: true });
    if (expected === 403) expect(answer.body.error.code).toBe('FORBIDDEN');
    if (expected === 404) expect(answer.body.error.code).toBe('NOT_FOUND');
  },
);

test.each(describeRoutes().map(({ name }) => name))('%s answers nobody without a token', async (name) => {
  const answer = await api.ask(null, name.replace(/\{\w+\}/, 'demo'));
  expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
});

test('someone of no role may nothing', async () => {
  expect((await api.ask({ roles: [] }, 'GET /me')).status).toBe(403);
});

test('people of a practice that is not ours may nothing', async () => {
  expect((await api.ask({ practice: 'nowhere', roles: ['admin'] }, 'GET /me')).status).toBe(403);
});

test('I5: lists hold nothing of another practice', async () => {
  const reception = { roles: ['reception'] } as const;
  const ids = async (person: Parameters<TestApi['ask']>[0], name: string) =>
    (await api.ask(person, name)).body.data.items.map(({ id }: { id: string }) => id);
  expect(await ids(reception, 'GET /practitioners')).toEqual(['p_ann', 'p_bob']);
  expect(await ids(reception, 'GET /appointments?from=2026-11-23&to=2026-11-23')).toEqual([
    's_ann',
    's_bob',
    's_nobody',
  ]);
  // Whom the matrix registered in this practice are found beside them.
  const found = await ids(reception, 'GET /patients?query=ke');
  expect(found.filter((id: string) => !id.startsWith('edit:'))).toEqual(['c_1', 'c_bob']);
  const there = { practice: 'other', roles: ['reception'] } as const;
  expect(await ids(there, 'GET /patients?query=ke')).toEqual(['c_other']);
  expect(await ids(there, 'GET /appointments?from=2026-11-23&to=2026-11-23')).toEqual(['s_other', 's_stray']);
});

test('I5: a practitioner’s day holds nothing of another practice', async () => {
  const day = 'GET /practitioners/p_ann/dashboard?date=2026-11-23';
  const { body } = await api.ask({ roles: ['reception'] }, day);
  expect(body.data.todaysSessions.map(({ id }: { id: string }) => id)).toEqual(['s_ann']);
});

test('a practitioner’s range holds their own sessions, and a colleague’s is refused', async () => {
  const ann = { roles: ['practitioner'], practitionerId: 'p_ann' } as const;
  const range = 'GET /appointments?from=2026-11-23&to=2026-11-23';
  const { body } = await api.ask(ann, range);
  expect(body.data.items.map(({ id }: { id: string }) => id)).toEqual(['s_ann']);
  expect((await api.ask(ann, `${range}&practitionerId=p_bob`)).status).toBe(403);
  expect((await api.ask(ann, `${range}&practitionerId=p_other`)).status).toBe(404);
  expect((await api.ask(ann, 'GET /sessions/s_nobody')).status).toBe(403);
  expect((await api.ask({ roles: ['practitioner'] }, range)).status).toBe(403);
});

test('the administrators of other practices make none and see none', async () => {
  const there = { practice: 'other', roles: ['admin'] } as const;
  expect((await api.ask(there, 'GET /practices')).status).toBe(403);
  const made = await api.ask(there, 'POST /practices', {
    body: newPractice('mine'),
    headers: { 'Idempotency-Key': 'k'.repeat(16) },
  });
  expect(made.status).toBe(403);
  expect((await api.ask(there, 'GET /practices/other/connection')).status).toBe(200);
});
