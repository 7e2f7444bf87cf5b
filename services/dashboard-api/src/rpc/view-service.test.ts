import { ownView, patientView, runView, sessionView } from '@bloom/contracts';
import { createLogger } from '@bloom/kit';
import { connectGrpc, serveGrpc, ViewServiceService } from '@bloom/proto';
import type { Store } from '@bloom/store';
import { createPractices, type Redis } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { putRecords, testClient, testPractitioner, testRun, testSession } from '../testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const soon = Date.now() + 1_000;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  api = await startTestApi({ store, redis });
  const demo = await createPractices(store).get('demo');
  if (demo) await createPractices(store).insert({ ...demo, _id: 'other', practiceKey: 'other-key' });
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' })],
    sessions: [
      testSession({ _id: 's_1', startMs: soon, revision: 4 }),
      testSession({ _id: 's_2', startMs: soon + 3_600_000, practitionerId: null, client: null }),
      testSession({ _id: 's_gone', startMs: soon, gone: true, revision: 9 }),
      testSession({ _id: 's_other', startMs: soon, practice: 'other' }),
    ],
    clients: [
      ...['c_1', 'c_quiet', 'c_gone'].map((_id) => testClient({ _id })),
      testClient({ _id: 'c_other', practice: 'other' }),
    ],
    runs: [testRun({ _id: 'r_1' }), testRun({ _id: 'r_other', practice: 'other' })],
  });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

const refs = (...names: string[]) =>
  names.map((name) => {
    const [kind = '', id = ''] = name.split(' ');
    return { kind, id };
  });

async function compose(practiceId: string, ...names: string[]) {
  const context = { signal: new AbortController().signal, deadlineMs: 1_000, metadata: {} as never };
  return (await api.api.views.composeViews({ practiceId, entities: refs(...names) }, context)).views;
}

test('each is answered in its place: shown, gone or never heard of', async () => {
  const views = await compose(
    'demo',
    'session s_gone',
    'session s_1',
    'session s_none',
    'run r_1',
    'client c_none',
    'session s_1',
  );
  expect(views.map(({ kind, id, revision, channels }) => [kind, id, revision, channels])).toEqual([
    ['session', 's_gone', 9, []],
    ['session', 's_1', 4, ['practice:demo', 'practitioner:p_ann']],
    ['session', 's_none', 0, []],
    ['run', 'r_1', 3, ['practice:demo']],
    ['client', 'c_none', 0, []],
    ['session', 's_1', 4, ['practice:demo', 'practitioner:p_ann']],
  ]);
  expect(views.map(({ viewJson }) => viewJson !== undefined)).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});

test('a session is shown as REST shows it', async () => {
  const [one, two] = await compose('demo', 'session s_1', 'session s_2');
  const { body } = await api.ask({ roles: ['reception'] }, 'GET /sessions/s_1');
  const shown = sessionView.parse(JSON.parse(one?.viewJson ?? ''));
  expect(shown).toEqual(body.data);
  expect(shown).toMatchObject({ practitionerId: 'p_ann', clientInitials: 'MK' });
  expect(two?.channels).toEqual(['practice:demo']);
  expect(sessionView.parse(JSON.parse(two?.viewJson ?? ''))).toMatchObject({
    clientInitials: '',
    practitionerId: null,
  });
});

test('a client is shown as REST shows them, to those who see the whole practice', async () => {
  const [one] = await compose('demo', 'client c_1');
  const { body } = await api.ask({ roles: ['reception'] }, 'GET /patients/c_1');
  expect(patientView.parse(JSON.parse(one?.viewJson ?? ''))).toEqual(body.data);
  expect(one).toMatchObject({ kind: 'client', revision: body.data.revision, channels: ['practice:demo'] });
});

test('a run is shown as the contract says', async () => {
  const [run] = await compose('demo', 'run r_1');
  expect(runView.parse(JSON.parse(run?.viewJson ?? ''))).toMatchObject({ id: 'r_1', state: 'running' });
});

test('I5: nothing of another practice is composed', async () => {
  const views = await compose('demo', 'session s_other', 'client c_other', 'run r_other');
  expect(views).toEqual([
    { kind: 'session', id: 's_other', revision: 0, channels: [] },
    { kind: 'client', id: 'c_other', revision: 0, channels: [] },
    { kind: 'run', id: 'r_other', revision: 0, channels: [] },
  ]);
});

test('I8: more than 200 at once are refused, over the wire too', async () => {
  const services = [{ definition: ViewServiceService, implementation: api.api.views }] as const;
  const logger = createLogger('test', { level: 'silent' });
  const server = serveGrpc({ host: '127.0.0.1', port: 0, services, logger });
  await server.start();
  const client = connectGrpc(ViewServiceService, `127.0.0.1:${server.port()}`, { deadlineMs: 5_000 });
  const many = Array.from({ length: 201 }, (_, i) => ({ kind: 'session', id: `s_${i}` }));
  await expect(client.composeViews({ practiceId: 'demo', entities: many })).rejects.toMatchObject({
    code: 'CALL_INVALID',
  });
  const { views } = await client.composeViews({ practiceId: 'demo', entities: many.slice(0, 200) });
  expect(views).toHaveLength(200);
  client.close();
  await server.stop();
});

test('a client’s own fields are shown to whoever has a session with them, without private notes', async () => {
  const ann = { roles: ['practitioner'], practitionerId: 'p_ann' } as const;
  const body = { presentingIssues: ['sleep'], privateNotes: 'canary-notes' };
  await api.ask(ann, 'PUT /clients/c_1/own', { body });
  await api.ask({ roles: ['reception'] }, 'PUT /clients/c_gone/own', { body: {} });
  await store.collection<{ _id: string }>('clients').updateOne({ _id: 'c_gone' }, { $set: { gone: true } });
  const [own, quiet, gone] = await compose('demo', 'own c_1', 'own c_quiet', 'own c_gone');
  expect(own).toMatchObject({ kind: 'own', revision: 1, channels: ['practice:demo', 'practitioner:p_ann'] });
  expect(ownView.parse(JSON.parse(own?.viewJson ?? ''))).toEqual(JSON.parse(own?.viewJson ?? ''));
  expect(own?.viewJson).not.toContain('canary');
  expect(quiet).toEqual({ kind: 'own', id: 'c_quiet', revision: 0, channels: [] });
  expect(gone).toEqual({ kind: 'own', id: 'c_gone', revision: 1, channels: [] });
  expect(await compose('other', 'own c_1')).toEqual([{ kind: 'own', id: 'c_1', revision: 0, channels: [] }]);
});
