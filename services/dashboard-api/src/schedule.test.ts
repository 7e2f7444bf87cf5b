import type { StartRunRequest } from '@bloom/proto';
import type { Redis, Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { awayReconciler, startTestApi, type TestApi } from './testing/start-test-api.ts';
import { putRecords, testPractitioner, testRun, testSession } from './testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const asked: StartRunRequest[] = [];
const reception = { roles: ['reception'] } as const;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  const startRun = async (request: StartRunRequest) => {
    asked.push(request);
    return { run: { id: 'run_asked' } };
  };
  const reconciler = { ...awayReconciler, startRun: startRun as never };
  api = await startTestApi({ store, redis }, { reconciler });
  const at = (time: string) => Date.parse(`2026-11-${time}`);
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' })],
    sessions: [
      // Sydney is eleven hours ahead: this is the morning of the 24th there.
      testSession({ _id: 's_1', startMs: at('23T22:00:00Z') }),
      testSession({ _id: 's_2', startMs: at('24T03:00:00Z') }),
      testSession({ _id: 's_gone', startMs: at('24T04:00:00Z'), gone: true }),
      testSession({ _id: 's_next_day', startMs: at('24T14:00:00Z') }),
    ],
    runs: [
      testRun({ _id: 'r_1', kind: 'day', about: { date: '2026-11-24' }, state: 'failed' }),
      testRun({
        _id: 'r_2',
        kind: 'day',
        about: { date: '2026-11-24' },
        state: 'done',
        startedAtMs: at('24T01:00:00Z'),
        completedAtMs: at('24T01:00:02Z'),
        counts: { created: 1, updated: 2, deleted: 3, same: 4, errors: 0 },
      }),
      testRun({ _id: 'r_3', kind: 'day', about: { date: '2026-11-25' }, state: 'partial' }),
    ],
  });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

test('a day that is asked for is asked of the reconciler, and of nobody else’s practice', async () => {
  const { status, body } = await api.ask(reception, 'POST /schedule/sync?date=2026-11-24');
  expect([status, body.data]).toEqual([202, { taskId: 'run_asked' }]);
  expect(asked.at(-1)).toEqual({ practiceId: 'demo', kind: 'day', date: '2026-11-24' });
});

test('a practitioner’s diary that is asked for is asked of the reconciler', async () => {
  const { status, body } = await api.ask(reception, 'POST /practitioners/p_ann/sync');
  expect([status, body.data]).toEqual([202, { runId: 'run_asked' }]);
  expect(asked.at(-1)).toEqual({ practiceId: 'demo', kind: 'practitioner', practitionerId: 'p_ann' });
});

test('a day’s status is that of its newest run, with the sessions of that day in the practice’s zone', async () => {
  const { body } = await api.ask(reception, 'GET /schedule/status/2026-11-24');
  expect(body.data).toEqual({
    date: '2026-11-24',
    state: 'done',
    startedAt: '2026-11-24T01:00:00.000Z',
    completedAt: '2026-11-24T01:00:02.000Z',
    sessions: 2,
    created: 1,
    updated: 2,
    deleted: 3,
    errors: 0,
  });
});

test.each([
  ['2026-11-25', 'failed'],
  ['2026-11-26', 'never'],
])('the status of %s is %s', async (date, state) => {
  const { body } = await api.ask(reception, `GET /schedule/status/${date}`);
  expect(body.data).toMatchObject({ date, state });
});

test('a run under way tells which list is read, and how far', async () => {
  const slice = { query: '', attempts: 0, next: null, unkept: 0, newestUpdatedMs: null, serverStartMs: null };
  const list = (id: string, state: 'due' | 'done', seen: number, total: number | null) => ({
    ...{ ...slice, id, type: id, state, seen, total, firstReadNo: null, again: 0, dueAtMs: 0 },
  });
  const slices = [
    list('Patient', 'done', 40, 40),
    list('Invoice', 'due', 0, null),
    list('Appointment', 'due', 100, 250),
  ];
  await putRecords(store, { runs: [testRun({ _id: 'r_9', slices })] });
  const told = async (): Promise<unknown> =>
    (await api.ask(reception, 'GET /sync/runs/r_9')).body.data.reading;
  expect(await told()).toEqual({ type: 'Appointment', seen: 100, total: 250 });
  await putRecords(store, { runs: [testRun({ _id: 'r_9', slices: slices.slice(0, 2) })] });
  expect(await told()).toEqual({ type: 'Invoice', seen: 0, total: null });
  await putRecords(store, { runs: [testRun({ _id: 'r_9', slices, state: 'partial' })] });
  expect(await told()).toBeNull();
});

test('a day that does not exist is refused, and its place is named', async () => {
  const { status, body } = await api.ask(reception, 'GET /schedule/status/2026-02-30');
  expect([status, body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
});
