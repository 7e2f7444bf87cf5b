import type { Redis, Store, WriteDocument } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { putRecords, testClient, testEdit, testPractitioner, testSession } from '../testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const clock = createTestClock();
const reception = { roles: ['reception'], sub: 'u_desk' } as const;
const ann = { roles: ['practitioner'], practitionerId: 'p_ann', sub: 'u_ann' } as const;
const at = (iso: string) => Date.parse(iso);
const start = '2026-11-23T12:00:00+11:00';

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  clock.set(at('2026-11-23T08:00:00+11:00'));
  api = await startTestApi({ store, redis }, { clock });
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' }), testPractitioner({ _id: 'p_bob' })],
    clients: [testClient({ _id: 'c_1', halaxyId: '1000001' })],
  });
});

beforeEach(async () => {
  for (const name of ['sessions', 'edits', 'edit_targets', 'writes', 'dead_letters'])
    await store.collection(name).deleteMany({});
  const shared = { appointmentId: 'a_1', halaxyId: 'h_1', startMs: at(start), comment: 'as Halaxy has it' };
  await putRecords(store, {
    sessions: [
      testSession({ _id: 's_1', ...shared, revision: 4 }),
      testSession({ _id: 's_2', ...shared, patientId: '8', revision: 4 }),
      testSession({ _id: 's_bob', practitionerId: 'p_bob', startMs: at(start) }),
    ],
  });
  // A change of settings makes caches forget what the test before has left.
  await api.ask(reception, 'PUT /practitioners/p_ann/settings', { body: { maxSessions: 20 } });
  api.announced.length = 0;
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

let keys = 0;
function newKey(): string {
  keys += 1;
  return `the-key-of-a-test-${keys}`;
}
function patch(
  body: object,
  {
    id = 's_1',
    key = newKey(),
    person = reception as Parameters<TestApi['ask']>[0],
    match,
  }: {
    id?: string;
    key?: string;
    person?: Parameters<TestApi['ask']>[0];
    match?: number;
  } = {},
) {
  const headers = { 'Idempotency-Key': key, ...(match === undefined ? {} : { 'If-Match': `${match}` }) };
  return api.ask(person, `PATCH /sessions/${id}`, { body, headers });
}
const session = async (id = 's_1') => (await api.ask(reception, `GET /sessions/${id}`)).body.data;
const day = async (date = '2026-11-23') =>
  (await api.ask(reception, `GET /practitioners/p_ann/dashboard?date=${date}`)).body.data.todaysSessions;
const edit = async (id: string) => (await api.ask(reception, `GET /edits/${id}`)).body.data;

/** What halaxy-writer leaves of an edit, and tells. */
async function writerSays(editId: string, state: WriteDocument['state'], more: Partial<WriteDocument> = {}) {
  const row = {
    ...{ practice: 'demo', target: 'a_1', seq: 1, wish: {}, v: 1, over: true, head: false, bound: editId },
    ...{ dueAtMs: 0, sinceMs: 0, deliveries: 1, state, saved: [], lostFields: [], reason: null, ...more },
  };
  await store.collection<{ _id: string }>('writes').replaceOne({ _id: editId }, row, { upsert: true });
  const context = { signal: new AbortController().signal, deliveries: [] };
  await api.api.consumers[0].handleBatch([{ practiceId: 'demo', editId }], context);
}
/** Our record contains an edit, and says that it changed. */
async function recordContains(fields: object) {
  await store
    .collection<{ _id: string }>('sessions')
    .updateMany({ halaxyId: 'h_1' }, { $set: fields, $inc: { revision: 1 } });
  const context = { signal: new AbortController().signal, deliveries: [] };
  const change = { practiceId: 'demo', kind: 'session', id: 's_1', channels: [] };
  await api.api.consumers[1].handleBatch([change], context);
}

test('I13: an accepted edit is shown at once by every reader, on every session of its appointment, as pending', async () => {
  const before = await session();
  const { status, body } = await patch({ comment: 'mine' });
  expect(status).toBe(202);
  expect(body.data).toMatchObject({
    edit: { state: 'queued', target: { kind: 'session', id: 's_1' }, fields: { comment: 'mine' } },
    session: {
      comment: 'mine',
      pending: { editId: body.data.edit.id, state: 'queued', by: { id: 'u_desk' } },
    },
  });
  expect(body.data.session.revision).toBeGreaterThan(before.revision);
  expect((await session('s_2')).comment).toBe('mine');
  const items = (await day()).map((one: { id: string; comment: string }) => [one.id, one.comment]);
  expect(items).toEqual([
    ['s_1', 'mine'],
    ['s_2', 'mine'],
  ]);
  const { body: range } = await api.ask(reception, 'GET /appointments?from=2026-11-23&to=2026-11-23');
  expect(range.data.items.map(({ comment }: { comment: string }) => comment)).toEqual(['mine', 'mine', null]);
  const kinds = api.announced.map(({ kind, id }) => `${kind} ${id}`);
  expect(kinds).toEqual([`edit ${body.data.edit.id}`, 'session s_1', 'session s_2']);
});

test('I2: the same request sent again is the same edit; another under its key is refused', async () => {
  const key = 'one-key-for-two-requests';
  const first = await patch({ comment: 'mine' }, { key });
  const again = await patch({ comment: 'mine' }, { key });
  expect(again.body.data.edit.id).toBe(first.body.data.edit.id);
  expect((await patch({ comment: 'other' }, { key })).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await store.collection('edits').countDocuments({})).toBe(1);
  // Sent by somebody else it is another request.
  expect((await patch({ comment: 'mine' }, { key, person: ann })).body.data.edit.id).not.toBe(
    first.body.data.edit.id,
  );
});

test.each([
  [{ presentingIssues: ['x'] }, 422, 'FIELD_NOT_WRITABLE'],
  [{ status: 'on holiday' }, 422, 'STATUS_UNKNOWN'],
  [{ start, end: '2026-11-23T11:00:00+11:00' }, 422, 'END_BEFORE_START'],
  [{}, 400, 'VALIDATION_FAILED'],
  [{ comment: 7 }, 400, 'VALIDATION_FAILED'],
  [{ comment: 'a\u0000b' }, 400, 'VALIDATION_FAILED'],
  [{ comment: '\ud800' }, 400, 'VALIDATION_FAILED'],
  [{ start: 'tomorrow' }, 400, 'VALIDATION_FAILED'],
])(
  'a change that cannot be is answered in its own words, and nothing is kept: %j',
  async (body, status, code) => {
    const answer = await patch(body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.body.error.message.length).toBeGreaterThan(20);
    expect(await store.collection('edits').countDocuments({})).toBe(0);
  },
);

test('a change without a key, of a colleague’s session, of none, and upon another revision is refused', async () => {
  const bare = await api.ask(reception, 'PATCH /sessions/s_1', { body: { comment: 'mine' } });
  expect(bare.body.error.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
  expect((await patch({ comment: 'mine' }, { id: 's_bob', person: ann })).body.error.code).toBe('FORBIDDEN');
  expect((await patch({ comment: 'mine' }, { id: 's_none' })).body.error.code).toBe('NOT_FOUND');
  const { revision } = await session();
  expect((await patch({ comment: 'mine' }, { match: revision - 1 })).status).toBe(412);
  const key = 'sent-again-with-if-match';
  expect((await patch({ comment: 'mine' }, { key, match: revision })).status).toBe(202);
  // Sent again it is answered, though its own acceptance has raised the revision.
  expect((await patch({ comment: 'mine' }, { key, match: revision })).status).toBe(202);
  expect((await patch({ comment: 'other' }, { match: revision })).body.error.code).toBe('REVISION_STALE');
});

test('a start alone keeps the length, and a moved session is shown on the day it moves to', async () => {
  const { body } = await patch({ start: '2026-11-24T09:00:00+11:00', status: 'arrived' });
  expect(body.data.session).toMatchObject({
    start: '2026-11-24T09:00:00+11:00',
    end: '2026-11-24T09:50:00+11:00',
    status: 'confirmed',
    arrived: true,
  });
  expect(await day()).toEqual([]);
  const moved = (await day('2026-11-24')).map((one: { id: string; arrived: boolean }) => [
    one.id,
    one.arrived,
  ]);
  // A status is its participant's alone.
  expect(moved).toEqual([
    ['s_1', true],
    ['s_2', false],
  ]);
  const range = async (date: string) =>
    (await api.ask(ann, `GET /appointments?from=${date}&to=${date}`)).body.data.items.length;
  expect([await range('2026-11-23'), await range('2026-11-24')]).toEqual([0, 2]);
});

test('what a person saw is what they say, or else what is shown when it arrives', async () => {
  const wishOf = async (id: string) =>
    (await store.collection<{ _id: string; wish: { base: object } }>('edits').findOne({ _id: id }))?.wish
      .base;
  const said = await patch({
    comment: 'a',
    status: 'completed',
    base: { comment: 'seen', status: 'confirmed', arrived: true },
  });
  expect(await wishOf(said.body.data.edit.id)).toEqual({ comment: 'seen', status: 'arrived' });
  const unsaid = await patch({ comment: 'b', start: '2026-11-23T13:00:00+11:00' });
  const time = { startMs: at(start), endMs: at(start) + 50 * 60_000 };
  expect(await wishOf(unsaid.body.data.edit.id)).toEqual({ comment: 'a', time });
});

test('I13: an edit is called saved only when our record contains it, and nothing flickers back meanwhile', async () => {
  const { body } = await patch({ comment: 'mine' });
  const { id } = body.data.edit;
  await writerSays(id, 'saved', { saved: ['comment'] });
  expect(await edit(id)).toMatchObject({ state: 'sending' });
  expect(await session()).toMatchObject({ comment: 'mine', pending: { state: 'sending' } });
  await recordContains({ comment: 'mine', settledSeq: 1 });
  expect(await edit(id)).toMatchObject({ state: 'saved', saved: ['comment'] });
  const after = await session();
  expect([after.comment, after.pending]).toEqual(['mine', undefined]);
  expect(after.revision).toBeGreaterThan(body.data.session.revision);
});

test('I13: what was lost to somebody else is told with both values, and theirs is shown', async () => {
  const { body } = await patch({ comment: 'mine', start: '2026-11-23T13:00:00+11:00' });
  const { id } = body.data.edit;
  const lostFields = [{ field: 'comment', yours: 'mine', theirs: 'theirs' }];
  await writerSays(id, 'conflict', { saved: ['time'], lostFields });
  await recordContains({
    comment: 'theirs',
    startMs: at('2026-11-23T13:00:00+11:00'),
    endMs: at('2026-11-23T13:50:00+11:00'),
    settledSeq: 1,
  });
  const ended = await edit(id);
  expect(ended).toMatchObject({ state: 'conflict', saved: ['time'], lost: lostFields });
  expect(ended.reason).toMatch(/^The comment was changed by somebody else meanwhile/);
  expect(await session()).toMatchObject({ comment: 'theirs', start: '2026-11-23T13:00:00+11:00' });
});

test('I13: a refusal ends the edit in words, takes it off every screen, and is listed until it was seen', async () => {
  const { body } = await patch({ comment: 'mine' });
  const { id } = body.data.edit;
  api.announced.length = 0;
  await writerSays(id, 'refused', { reason: 'gone' });
  expect(await edit(id)).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining('deleted it there'),
  });
  expect(await session()).toMatchObject({ comment: 'as Halaxy has it' });
  const [told] = api.announced;
  expect(told).toMatchObject({
    kind: 'edit',
    id,
    channels: ['practice:demo', 'practitioner:p_ann', 'user:u_desk'],
  });
  const unseen = async () =>
    (await api.ask(reception, 'GET /edits?state=refused,conflict,failed&mine=true&unseen=true')).body.data
      .items;
  expect((await unseen()).map((one: { id: string }) => one.id)).toEqual([id]);
  expect((await api.ask(reception, `POST /edits/${id}/seen`)).status).toBe(200);
  expect(await unseen()).toEqual([]);
});

test('I2: an end is never left, whatever is told later', async () => {
  const { body } = await patch({ comment: 'mine' });
  const { id } = body.data.edit;
  await writerSays(id, 'refused', { reason: 'rejected' });
  await writerSays(id, 'saved', { saved: ['comment'] });
  await recordContains({ settledSeq: 1 });
  expect((await edit(id)).state).toBe('refused');
});

test('a retry is one new edit of what was not saved, upon what Halaxy has now, however often it is pressed', async () => {
  const { body } = await patch({ comment: 'mine', status: 'confirmed' });
  const { id } = body.data.edit;
  expect((await api.ask(reception, `POST /edits/${id}/retry`)).body.error.code).toBe('EDIT_NOT_RETRYABLE');
  await writerSays(id, 'conflict', {
    saved: ['status'],
    lostFields: [{ field: 'comment', yours: 'mine', theirs: 'theirs' }],
  });
  await recordContains({ comment: 'theirs', settledSeq: 1 });
  const again = await api.ask(reception, `POST /edits/${id}/retry`);
  expect(again.body.data.edit).toMatchObject({ retryOf: id, state: 'queued', fields: { comment: 'mine' } });
  const twice = await api.ask(ann, `POST /edits/${id}/retry`);
  expect(twice.body.data.edit.id).toBe(again.body.data.edit.id);
  const kept = await store
    .collection<{ _id: string; wish: object }>('edits')
    .findOne({ _id: again.body.data.edit.id });
  expect(kept?.wish).toMatchObject({ change: { comment: 'mine' }, base: { comment: 'theirs' } });
});

test('an operator’s replay of what was given up makes one new edit in its author’s name', async () => {
  const { body } = await patch({ comment: 'mine' });
  const { id } = body.data.edit;
  await writerSays(id, 'failed', { reason: 'gave-up' });
  expect((await edit(id)).reason).toContain('could not be reached for a day');
  await store.collection('dead_letters').insertOne({
    ...{ _id: id as never, practice: 'demo', kind: 'session', reason: 'gave-up', givenUpAtMs: 0 },
    state: 'replayed',
  });
  await writerSays(id, 'failed', { reason: 'gave-up' });
  await writerSays(id, 'failed', { reason: 'gave-up' });
  const { items } = (await api.ask(reception, 'GET /edits')).body.data;
  const kept = await store
    .collection<{ _id: string; retryOf: string; wish: { base: object } }>('edits')
    .findOne({ retryOf: id });
  // What somebody changed since it was made stands: an operator has seen none of it.
  expect(kept?.wish.base).toEqual({ comment: 'as Halaxy has it' });
  expect(items.filter((one: { retryOf?: string }) => one.retryOf === id)).toMatchObject([
    { by: { id: 'u_desk' }, state: 'queued' },
  ]);
});

const booking = {
  ...{ patientId: 'c_1', practitionerId: 'p_ann' },
  ...{ start: '2026-11-25T09:00:00+11:00', end: '2026-11-25T09:50:00+11:00' },
};
const book = (body: object, person: Parameters<TestApi['ask']>[0] = reception) =>
  api.ask(person, 'POST /sessions', {
    body,
    headers: { 'Idempotency-Key': newKey() },
  });

test('a booking is shown at once under its edit’s id, may not be changed yet, and becomes its own session', async () => {
  const { status, body } = await book(booking);
  const id = `edit:${body.data.edit.id}`;
  expect([status, body.data.session.id, body.data.session.clientInitials]).toEqual([202, id, 'MK']);
  expect((await day('2026-11-25')).map((one: { id: string }) => one.id)).toEqual([id]);
  expect(
    (await api.ask(ann, 'GET /appointments?from=2026-11-25&to=2026-11-25')).body.data.items,
  ).toHaveLength(1);
  expect((await session(id)).pending.editId).toBe(body.data.edit.id);
  expect((await patch({ comment: 'mine' }, { id })).body.error.code).toBe('BOOKING_PENDING');
  await writerSays(body.data.edit.id, 'saved', { saved: ['record'] });
  const made = testSession({ _id: 's_made', startMs: at(booking.start), bornOf: body.data.edit.id });
  await putRecords(store, { sessions: [made] });
  await recordContains({});
  expect((await edit(body.data.edit.id)).state).toBe('saved');
  const context = { signal: new AbortController().signal, deadlineMs: 1_000, metadata: {} as never };
  const entities = [
    { kind: 'session', id },
    { kind: 'session', id: 's_made' },
  ];
  const { views } = await api.api.views.composeViews({ practiceId: 'demo', entities }, context);
  expect(views[0]?.viewJson).toBeUndefined();
  expect(views[0]?.revision).toBeGreaterThan(body.data.session.revision);
  expect(views[1]).toMatchObject({ replaces: id, id: 's_made' });
  // Whoever still knows it by its old name finds it.
  expect((await session(id)).id).toBe('s_made');
});

test.each([
  [{ end: booking.start }, 422, 'END_BEFORE_START'],
  [{ patientId: 'edit:e_none' }, 404, 'NOT_FOUND'],
  [{ patientId: 'c_none' }, 404, 'NOT_FOUND'],
  [{ practitionerId: 'p_none' }, 404, 'NOT_FOUND'],
  [{ practitionerId: 'p_bob', start: '2026-11-25T09:00:00' }, 400, 'VALIDATION_FAILED'],
])('a booking that cannot be is answered in its own words: %j', async (body, status, code) => {
  const answer = await book({ ...booking, ...body });
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test('a practitioner books for themselves, their own clients and whom they registered', async () => {
  const answerTo = async (body: object) => {
    const answer = await book({ ...booking, ...body }, ann);
    return answer.body.error?.code ?? answer.status;
  };
  const wish = { kind: 'registration', change: { givenName: 'Bo', familyName: 'Sample' } } as const;
  const by = { id: ann.sub, name: 'Ann' };
  await putRecords(store, {
    clients: [testClient({ _id: 'c_bobs' }), testClient({ _id: 'c_anns', bornOf: 'e_ann' })],
    sessions: [testSession({ _id: 's_bobs', clientId: 'c_bobs', practitionerId: 'p_bob' })],
    edits: [testEdit({ _id: 'e_ann', state: 'saved', reason: null, wish, by })],
  });
  expect(await answerTo({ practitionerId: 'p_bob' })).toBe('FORBIDDEN');
  expect(await answerTo({ patientId: 'c_bobs' })).toBe('FORBIDDEN');
  expect(await answerTo({ patientId: 'c_anns' })).toBe(202);
  expect(await answerTo({})).toBe(202);
});

test('a client who is still being registered is booked once they are there, under either name', async () => {
  const wish = { kind: 'registration', change: { givenName: 'Bo', familyName: 'Sample' } } as const;
  await putRecords(store, { edits: [testEdit({ _id: 'e_bo', state: 'sending', live: true, wish })] });
  const asked = { ...booking, patientId: 'edit:e_bo' };
  expect((await book(asked)).body.error.code).toBe('REGISTRATION_PENDING');
  await putRecords(store, { clients: [testClient({ _id: 'c_bo', bornOf: 'e_bo' })] });
  const { status, body } = await book(asked);
  expect([status, body.data.session.clientId]).toEqual([202, 'c_bo']);
});
