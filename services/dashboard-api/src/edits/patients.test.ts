import { patientView } from '@bloom/contracts';
import type { ClientDocument, Redis, Store, WriteDocument } from '@bloom/store';
import { createPractices } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import { putRecords, testClient, testPractitioner, testSession } from '../testing/test-records.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const clock = createTestClock();
type Person = Parameters<TestApi['ask']>[0];
const reception = { roles: ['reception'], sub: 'u_desk' } as const;
const ann = { roles: ['practitioner'], practitionerId: 'p_ann', sub: 'u_ann' } as const;
const bob = { roles: ['practitioner'], practitionerId: 'p_bob', sub: 'u_bob' } as const;
const there = { practice: 'other', roles: ['reception'], sub: 'u_there' } as const;

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  clock.set(Date.parse('2026-11-23T08:00:00+11:00'));
  api = await startTestApi({ store, redis }, { clock });
  const demo = await createPractices(store).get('demo');
  if (demo) await createPractices(store).insert({ ...demo, _id: 'other', practiceKey: 'other-key' });
  await putRecords(store, {
    practitioners: [testPractitioner({ _id: 'p_ann' }), testPractitioner({ _id: 'p_bob' })],
    sessions: [
      testSession({ _id: 's_1', clientId: 'c_1' }),
      testSession({ _id: 's_2', clientId: 'c_2', practitionerId: 'p_bob' }),
    ],
  });
});

const mia = {
  ...{ _id: 'c_1', halaxyId: '1000001', revision: 4, birthDate: '1990-02-03' },
  ...{ mobile: '+61400000001', gender: 'custom', address: null },
} as const;

beforeEach(async () => {
  for (const name of ['clients', 'client_own', 'edits', 'edit_targets', 'writes', 'outbox_dashboard-api'])
    await store.collection(name).deleteMany({});
  await putRecords(store, {
    clients: [
      testClient(mia),
      testClient({ _id: 'c_2', givenName: 'Zoë', familyName: 'O’Brien-Núñez', preferredName: 'Zed' }),
      testClient({ _id: 'c_gone', gone: true }),
      testClient({ _id: 'c_merged', gone: true, mergedInto: 'c_1' }),
      testClient({ _id: 'c_there', practice: 'other' }),
    ],
  });
  api.announced.length = 0;
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

let keys = 0;
const newKey = () => {
  keys += 1;
  return `the-key-of-a-test-${keys}`;
};
type Options = { id?: string; key?: string; person?: Person; match?: number };
function patch(body: object, { id = 'c_1', key = newKey(), person = reception, match }: Options = {}) {
  const headers = { 'Idempotency-Key': key, ...(match === undefined ? {} : { 'If-Match': `${match}` }) };
  return api.ask(person, `PATCH /patients/${id}`, { body, headers });
}
function register(body: object, { key = newKey(), person = reception }: Options = {}) {
  return api.ask(person, 'POST /patients', { body, headers: { 'Idempotency-Key': key } });
}
const setStatus = (status: string, id = 'c_1', person: Person = reception) =>
  api.ask(person, `PUT /patients/${id}/status`, { body: { status } });
const get = (id: string, person: Person = reception) => api.ask(person, `GET /patients/${id}`);
const patient = async (id = 'c_1') => (await get(id)).body.data;
const search = (
  query: string,
  { person = reception, cursor = '' }: { person?: Person; cursor?: string } = {},
) => api.ask(person, `GET /patients?query=${encodeURIComponent(query)}${cursor && `&cursor=${cursor}`}`);
const found = async (query: string, person: Person = reception): Promise<string[]> =>
  (await search(query, { person })).body.data.items.map(({ id }: { id: string }) => id);
const edit = async (id: string) => (await api.ask(reception, `GET /edits/${id}`)).body.data;

async function composed(...ids: string[]) {
  const context = { signal: new AbortController().signal, deadlineMs: 1_000, metadata: {} as never };
  const entities = ids.map((id) => ({ kind: 'client', id }));
  return (await api.api.views.composeViews({ practiceId: 'demo', entities }, context)).views;
}
/** What halaxy-writer leaves of an edit, and tells. */
async function writerSays(editId: string, state: WriteDocument['state'], more: Partial<WriteDocument> = {}) {
  const row = {
    ...{ practice: 'demo', target: 'c_1', seq: 1, wish: {}, v: 1, over: true, head: false, bound: editId },
    ...{ dueAtMs: 0, sinceMs: 0, deliveries: 1, state, saved: [], lostFields: [], reason: null, ...more },
  };
  await store.collection<{ _id: string }>('writes').replaceOne({ _id: editId }, row, { upsert: true });
  const context = { signal: new AbortController().signal, deliveries: [] };
  await api.api.consumers[0].handleBatch([{ practiceId: 'demo', editId }], context);
}
/** Our record of a client changed, and says so. */
async function recordSays(id = 'c_1'): Promise<void> {
  const context = { signal: new AbortController().signal, deliveries: [] };
  await api.api.consumers[1].handleBatch([{ practiceId: 'demo', kind: 'client', id, channels: [] }], context);
}
async function recordContains(fields: Partial<ClientDocument>): Promise<void> {
  const clients = store.collection<ClientDocument>('clients');
  await clients.updateOne({ _id: 'c_1' }, { $set: fields, $inc: { revision: 1 } });
  await recordSays();
}

test('I13: an accepted change of a client is shown at once by every reader, as pending, and announced', async () => {
  const before = await patient();
  const { status, body } = await patch({ mobile: '0412 345 678', preferredName: 'Mim' });
  expect(status).toBe(202);
  const { edit: accepted, patient: shown } = body.data;
  expect(accepted).toMatchObject({
    ...{ state: 'queued', target: { kind: 'patient', id: 'c_1' } },
    fields: { mobile: '+61412345678', preferredName: 'Mim' },
  });
  expect(shown).toEqual({
    ...before,
    ...{ mobile: '+61412345678', preferredName: 'Mim', revision: before.revision + 1 },
    pending: expect.objectContaining({
      editId: accepted.id,
      state: 'queued',
      by: { id: 'u_desk', name: 'u_desk' },
    }),
  });
  expect(await patient()).toEqual(shown);
  expect(await found('mim')).toEqual(['c_1']);
  const [view] = await composed('c_1');
  expect([JSON.parse(view?.viewJson ?? ''), view?.revision]).toEqual([shown, shown.revision]);
  expect(api.announced).toEqual([
    { kind: 'edit', id: accepted.id, channels: ['practice:demo', 'user:u_desk'] },
    { kind: 'client', id: 'c_1', channels: ['practice:demo'] },
  ]);
  const kept = await store.collection<{ _id: string }>('edits').findOne({ _id: accepted.id });
  expect(kept).toMatchObject({
    ...{ target: 'c_1', entityId: 'c_1', practitionerId: null },
    wish: {
      kind: 'patient',
      change: { mobile: '+61412345678', preferredName: 'Mim' },
      base: { mobile: '+61400000001', preferredName: null },
      halaxy: { id: '1000001' },
    },
  });
});

test('I2: the same request sent again is the same edit or registration; another under its key is refused', async () => {
  const key = 'one-key-for-two-requests';
  const first = await patch({ mobile: '0412 345 678' }, { key });
  expect((await patch({ mobile: '0412 345 678' }, { key })).body.data.edit.id).toBe(first.body.data.edit.id);
  expect((await patch({ mobile: '0412 345 679' }, { key })).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
  const person = { givenName: 'Bo', familyName: 'New' };
  expect((await register(person, { key })).body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
  const made = await register(person, { key: 'a-key-of-a-registration' });
  const again = await register(person, { key: 'a-key-of-a-registration' });
  expect(again.body.data).toEqual(made.body.data);
  expect(await store.collection('edits').countDocuments({})).toBe(2);
});

test.each<[object, number, string, string?]>([
  [{ nickname: 'Mim' }, 422, 'PATIENT_FIELD_NOT_WRITABLE'],
  [{ status: 'critical' }, 422, 'PATIENT_FIELD_NOT_WRITABLE'],
  [{}, 400, 'VALIDATION_FAILED', 'names nothing to change'],
  [{ base: { mobile: null } }, 400, 'VALIDATION_FAILED', 'names nothing to change'],
  [{ givenName: '' }, 400, 'VALIDATION_FAILED'],
  [{ givenName: '  ' }, 400, 'VALIDATION_FAILED'],
  [{ familyName: null }, 400, 'VALIDATION_FAILED'],
  [{ givenName: 'a\u0007b' }, 400, 'VALIDATION_FAILED', 'control character'],
  [{ givenName: 'a\nb' }, 400, 'VALIDATION_FAILED', 'control character'],
  [{ givenName: '\ud800' }, 400, 'VALIDATION_FAILED', 'well-formed'],
  [{ preferredName: 'x'.repeat(101) }, 400, 'VALIDATION_FAILED', '100'],
  [{ birthDate: '2026-11-24' }, 400, 'VALIDATION_FAILED', 'future'],
  [{ birthDate: '2026-02-30' }, 400, 'VALIDATION_FAILED'],
  [{ birthDate: '23/11/1990' }, 400, 'VALIDATION_FAILED'],
  [{ gender: 'custom' }, 400, 'VALIDATION_FAILED'],
  [{ email: 'mia at bloom' }, 400, 'VALIDATION_FAILED', 'e-mail'],
  [{ mobile: '0412 345 67' }, 400, 'VALIDATION_FAILED', 'phone number'],
  [{ mobile: '02 9876 5432' }, 400, 'VALIDATION_FAILED', 'mobile number'],
  [{ phone: '9876 5432' }, 400, 'VALIDATION_FAILED', 'phone number'],
  [{ phone: '' }, 400, 'VALIDATION_FAILED', 'phone number'],
  [{ address: { line: '1 Sample St' } }, 400, 'VALIDATION_FAILED'],
  [{ address: { line: ' ', suburb: '', state: '', postcode: '' } }, 400, 'VALIDATION_FAILED', 'null'],
])(
  'a change of a client that cannot be is answered in its own words, and nothing is kept: %j',
  async (body, status, code, words = '') => {
    const answer = await patch(body);
    const { error } = answer.body;
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.message.length).toBeGreaterThan(20);
    expect(JSON.stringify(error.details ?? '')).toContain(words);
    expect(await store.collection('edits').countDocuments({})).toBe(0);
  },
);

test.each<[object, number, string]>([
  [{ givenName: 'Bo' }, 400, 'VALIDATION_FAILED'],
  [{ givenName: 'Bo', familyName: 'New', birthDate: '2026-11-24' }, 400, 'VALIDATION_FAILED'],
  [{ givenName: 'Bo', familyName: 'New', status: 'active' }, 422, 'PATIENT_FIELD_NOT_WRITABLE'],
])('a registration that cannot be is answered in its own words: %j', async (body, status, code) => {
  const answer = await register(body);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  expect(await store.collection('edits').countDocuments({})).toBe(0);
});

test('null takes a field away, blanks around it are none of it, and a preferred name that is the given one is none', async () => {
  const address = { line: ' 1 Sample St ', suburb: 'Near', state: 'NSW', postcode: '2000' };
  const { body } = await patch({
    mobile: null,
    birthDate: null,
    gender: null,
    email: ' m@bloom.test ',
    address,
  });
  expect(body.data.patient).toMatchObject({
    ...{ mobile: null, birthDate: null, gender: null, email: 'm@bloom.test' },
    address: { ...address, line: '1 Sample St' },
  });
  const named = await patch({ givenName: 'Mim', preferredName: ' Mim' });
  expect(named.body.data.edit.fields).toEqual({ givenName: 'Mim', preferredName: null });
  // The practice's day has begun, though it is still the day before in UTC.
  expect((await patch({ birthDate: '2026-11-23' })).status).toBe(202);
});

test('a change without a key, of a colleague’s client, of none, of one who is gone, and upon another revision is refused', async () => {
  const bare = await api.ask(reception, 'PATCH /patients/c_1', { body: { mobile: null } });
  expect(bare.body.error.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
  const refused = async (options: Options) => (await patch({ mobile: null }, options)).body.error.code;
  expect(await refused({ person: bob })).toBe('FORBIDDEN');
  expect(await refused({ id: 'c_none' })).toBe('NOT_FOUND');
  expect(await refused({ id: 'c_gone' })).toBe('NOT_FOUND');
  const { revision } = await patient();
  expect((await patch({ mobile: null }, { match: revision - 1 })).status).toBe(412);
  const key = 'sent-again-with-if-match';
  expect((await patch({ mobile: null }, { key, match: revision })).status).toBe(202);
  // Sent again it is answered, though its own acceptance has raised the revision.
  expect((await patch({ mobile: null }, { key, match: revision })).status).toBe(202);
  expect(await refused({ match: revision })).toBe('REVISION_STALE');
  expect((await patch({ phone: null }, { person: ann })).status).toBe(202);
});

test('what a person saw of a client is what they say, or else what is shown when it arrives', async () => {
  const baseOf = async (id: string) =>
    (await store.collection<{ _id: string; wish: { base: object } }>('edits').findOne({ _id: id }))?.wish
      .base;
  const said = await patch({ mobile: '0412 345 678', email: null, base: { mobile: '0400 000 001' } });
  expect(await baseOf(said.body.data.edit.id)).toEqual({ mobile: '0400 000 001', email: null });
  const unsaid = await patch({ mobile: null });
  expect(await baseOf(unsaid.body.data.edit.id)).toEqual({ mobile: '+61412345678' });
});

test('I13: a change of a client is called saved only when our record contains it, and nothing flickers back', async () => {
  const { body } = await patch({ mobile: '0412 345 678' });
  const { id } = body.data.edit;
  await writerSays(id, 'saved', { saved: ['mobile'] });
  await recordSays();
  expect((await edit(id)).state).toBe('sending');
  expect(await patient()).toMatchObject({ mobile: '+61412345678', pending: { state: 'sending' } });
  await recordContains({ mobile: '+61412345678', settledSeq: 1 });
  expect(await edit(id)).toMatchObject({ state: 'saved', saved: ['mobile'] });
  const after = await patient();
  expect([after.mobile, after.pending]).toEqual(['+61412345678', undefined]);
  expect(after.revision).toBeGreaterThan(body.data.patient.revision);
});

test('I13: what was lost to somebody else is told with both values, theirs is shown, and trying again goes upon it', async () => {
  const { body } = await patch({ mobile: '0412 345 678', email: 'm@bloom.test' });
  const { id } = body.data.edit;
  const lostFields = [{ field: 'mobile', yours: '+61412345678', theirs: '+61400000002' }];
  await writerSays(id, 'conflict', { saved: ['email'], lostFields });
  await recordContains({ mobile: '+61400000002', email: 'm@bloom.test', settledSeq: 1 });
  const ended = await edit(id);
  expect(ended).toMatchObject({ state: 'conflict', saved: ['email'], lost: lostFields });
  expect(ended.reason).toMatch(/^The mobile number was changed by somebody else meanwhile/);
  expect(await patient()).toMatchObject({ mobile: '+61400000002', email: 'm@bloom.test' });
  const again = (await api.ask(reception, `POST /edits/${id}/retry`)).body.data.edit;
  expect(again).toMatchObject({ retryOf: id, fields: { mobile: '+61412345678' } });
  const kept = await store.collection<{ _id: string }>('edits').findOne({ _id: again.id });
  expect(kept).toMatchObject({ wish: { base: { mobile: '+61400000002' } } });
});

test('I13: a refusal takes a change of a client off every screen, and is told in words', async () => {
  const { body } = await patch({ mobile: '0412 345 678' });
  await writerSays(body.data.edit.id, 'refused', { reason: 'rejected' });
  expect((await edit(body.data.edit.id)).reason).toMatch(/^Halaxy did not accept this change/);
  const after = await patient();
  expect([after.mobile, after.pending]).toEqual(['+61400000001', undefined]);
  expect(after.revision).toBeGreaterThan(body.data.patient.revision);
});

const bo = { givenName: 'Bo', familyName: 'New', birthDate: '1991-05-06', mobile: '0412 345 678' };

test('a registration is shown at once under its edit’s id, may not be changed yet, and becomes its own client', async () => {
  const { status, body } = await register(bo);
  const id = `edit:${body.data.edit.id}`;
  expect([status, body.data.edit.target, body.data.possibleDuplicates]).toEqual([
    202,
    { kind: 'patient', id },
    [],
  ]);
  expect(body.data.patient).toEqual({
    ...{ id, ...bo, mobile: '+61412345678', preferredName: null, gender: null, email: null, phone: null },
    ...{ address: null, status: 'registered', revision: 1 },
    pending: expect.objectContaining({ editId: body.data.edit.id, state: 'queued' }),
  });
  expect(api.announced.map((told) => `${told.kind} ${told.id}`)).toEqual([
    `edit ${body.data.edit.id}`,
    `client ${id}`,
  ]);
  expect(await patient(id)).toEqual(body.data.patient);
  expect(await found('new b')).toEqual([id]);
  const [pending] = await composed(id);
  expect(pending).toMatchObject({ revision: 1, channels: ['practice:demo'] });
  expect(JSON.parse(pending?.viewJson ?? '')).toEqual(body.data.patient);
  expect((await patch({ mobile: null }, { id })).body.error.code).toBe('REGISTRATION_PENDING');
  expect((await setStatus('active', id)).body.error.code).toBe('REGISTRATION_PENDING');
  await writerSays(body.data.edit.id, 'saved', { saved: ['record'] });
  const { mobile: _, ...details } = bo;
  const made = testClient({ _id: 'c_bo', ...details, mobile: '+61412345678', bornOf: body.data.edit.id });
  await putRecords(store, { clients: [made] });
  // It is there once, though its edit has yet to be told.
  expect(await found('new b')).toEqual(['c_bo']);
  expect((await composed(id))[0]?.viewJson).toBeUndefined();
  expect((await edit(body.data.edit.id)).state).toBe('sending');
  await recordSays('c_bo');
  expect((await edit(body.data.edit.id)).state).toBe('saved');
  const [gone, own] = await composed(id, 'c_bo');
  expect(gone?.viewJson).toBeUndefined();
  expect(gone?.revision).toBeGreaterThan(body.data.patient.revision);
  expect(own).toMatchObject({ id: 'c_bo', replaces: id, channels: ['practice:demo'] });
  // Whoever still knows them by their old name finds them, and may change them.
  expect(await patient(id)).toMatchObject({ id: 'c_bo', status: 'registered' });
  expect((await patch({ mobile: null }, { id })).body.data.edit.target.id).toBe('c_bo');
});

test('a registration that came to nothing is found no more, and its view goes above what was shown', async () => {
  const { body } = await register(bo);
  const id = `edit:${body.data.edit.id}`;
  await writerSays(body.data.edit.id, 'refused', { reason: 'rejected' });
  expect([(await get(id)).status, await found('new')]).toEqual([404, []]);
  const [gone] = await composed(id);
  expect(gone).toMatchObject({ channels: [] });
  expect(gone?.revision).toBeGreaterThan(body.data.patient.revision);
});

test('a practitioner sees their own registration on its way, and a colleague does not', async () => {
  const { body } = await register(bo, { person: ann });
  const { id } = body.data.patient;
  expect([(await get(id, ann)).status, (await get(id, bob)).status]).toEqual([200, 403]);
  expect([await found('new', ann), await found('new', bob)]).toEqual([[id], []]);
});

test('who may be the same person is told of a registration, and never refuses it', async () => {
  await putRecords(store, {
    clients: [
      testClient({ _id: 'c_born', givenName: 'BO', familyName: 'Néw', birthDate: '1991-05-06' }),
      testClient({ _id: 'c_phone', givenName: 'Bo', familyName: 'New', phone: '0412 345 678' }),
      testClient({ _id: 'c_name', givenName: 'Bo', familyName: 'New', birthDate: '1991-05-07' }),
      testClient({ _id: 'c_day', givenName: 'Al', familyName: 'New', birthDate: '1991-05-06' }),
      testClient({ _id: 'c_longer', givenName: 'Bo', familyName: 'Newman', birthDate: '1991-05-06' }),
      testClient({ _id: 'c_was', givenName: 'Bo', familyName: 'New', birthDate: '1991-05-06', gone: true }),
      testClient({
        _id: 'c_far',
        practice: 'other',
        givenName: 'Bo',
        familyName: 'New',
        mobile: '+61412345678',
      }),
    ],
  });
  const alike = async (key: string) => {
    const { status, body } = await register(bo, { key });
    expect(status).toBe(202);
    return body.data;
  };
  const first = await alike('the-first-of-two-alike');
  expect(first.possibleDuplicates).toEqual(
    [
      { id: 'c_born', givenName: 'BO', familyName: 'Néw', birthDate: '1991-05-06' },
      { id: 'c_phone', givenName: 'Bo', familyName: 'New', birthDate: null },
    ].sort((a, b) => (a.familyName < b.familyName ? -1 : 1)),
  );
  // Somebody else is registering the same person.
  const second = await alike('the-second-of-two-alike');
  expect(second.possibleDuplicates.map(({ id }: { id: string }) => id)).toContain(first.patient.id);
  // Whom it made is not its own duplicate, and who is being renamed counts as shown.
  await putRecords(store, { clients: [testClient({ _id: 'c_bo', ...bo, bornOf: first.edit.id })] });
  await patch({ familyName: 'Newer' }, { id: 'c_born' });
  const again = (await alike('the-first-of-two-alike')).possibleDuplicates.map(
    ({ id }: { id: string }) => id,
  );
  expect(again.sort()).toEqual(['c_phone', second.patient.id]);
});

test('clients are found by the beginnings of their names, in any case, with and without accents', async () => {
  for (const query of ['zo', 'ZOE', 'zoë o’b', 'obrien', 'nun', 'zed nu', 'Núñez zo'])
    expect([query, await found(query)]).toEqual([query, ['c_2']]);
  for (const query of ['oe', 'zoe kerr', 'brien', '.*', 'z.e', '$ne', '(zo|ke)', 'zo\u0000e'])
    expect([query, (await search(query)).body.data?.items ?? []]).toEqual([query, []]);
  expect(await found('mi')).toEqual(['c_1']);
  const { body } = await search('kerr');
  expect(patientView.parse(body.data.items[0])).toEqual(await patient());
});

test.each(['', 'k', ' k ', '--', 'x'.repeat(101)])(
  'a search by less than two letters, or by more than anybody types, is refused: %j',
  async (query) => {
    const answer = await search(query);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
  },
);

test('a client who is being renamed is found by the new name alone, as they are shown', async () => {
  await patch({ familyName: 'Ångström' });
  expect([await found('ker'), await found('angs')]).toEqual([[], ['c_1']]);
  expect(await found('mia')).toEqual(['c_1']);
});

test('a practitioner finds their own clients, reads them, and no colleague’s', async () => {
  expect([await found('mi', ann), await found('mi', bob), await found('zo', bob)]).toEqual([
    ['c_1'],
    [],
    ['c_2'],
  ]);
  expect([(await get('c_1', ann)).status, (await get('c_1', bob)).status]).toEqual([200, 403]);
  expect((await search('mi', { person: { roles: ['practitioner'] } })).status).toBe(403);
});

test('a search goes on behind the last one, by name, with those on their way in their places', async () => {
  const many = Array.from({ length: 118 }, (_, place) =>
    testClient({
      _id: `c_many_${place}`,
      familyName: 'Many',
      givenName: `Given ${String(place % 60).padStart(2, '0')}`,
    }),
  );
  await putRecords(store, { clients: many });
  const registered = (await register({ givenName: 'Given 30', familyName: 'Many' })).body.data.patient.id;
  await patch({ givenName: 'Given 31' }, { id: 'c_many_0' });
  const all: { id: string; givenName: string }[] = [];
  let cursor: string | null = '';
  const pages: number[] = [];
  while (cursor !== null) {
    const { items, nextCursor }: { items: typeof all; nextCursor: string | null } = (
      await search('many', { cursor })
    ).body.data;
    pages.push(items.length);
    all.push(...items);
    cursor = nextCursor;
    // A cursor stands in addresses: whom it goes on behind is told by an id alone.
    if (cursor !== null) expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('Given');
  }
  expect(pages).toEqual([50, 50, 19]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(119);
  const names = all.map(({ givenName }) => givenName);
  expect(names).toEqual([...names].sort());
  expect(all.find(({ id }) => id === registered)?.givenName).toBe('Given 30');
  expect((await search('many', { cursor: 'bm9ib2R5' })).body.error.code).toBe('VALIDATION_FAILED');
});

test('a search goes by the index of the words of names', async () => {
  const uses = async () => {
    const stats = await store
      .collection('clients')
      .aggregate([{ $indexStats: {} }])
      .toArray();
    return Number(stats.find(({ name }) => name === 'practice_1_nameWords_1')?.accesses.ops);
  };
  const before = await uses();
  expect(await found('zo obri')).toEqual(['c_2']);
  expect(await found('mi', ann)).toEqual(['c_1']);
  expect(await uses()).toBeGreaterThanOrEqual(before + 1);
});

test('a client’s status is Bloom’s own: active for whom Halaxy had, and announced to the practice when it is said', async () => {
  const before = await patient();
  expect(before.status).toBe('active');
  const said = await setStatus('critical', 'c_1', ann);
  expect([said.status, said.body.data]).toEqual([
    200,
    { ...before, status: 'critical', revision: before.revision + 1 },
  ]);
  expect(await patient()).toEqual(said.body.data);
  expect(api.announced).toEqual([{ kind: 'client', id: 'c_1', channels: ['practice:demo'] }]);
  expect((await setStatus('on holiday')).body.error.code).toBe('VALIDATION_FAILED');
  expect((await setStatus('active', 'c_1', bob)).body.error.code).toBe('FORBIDDEN');
  expect((await setStatus('active', 'c_gone')).body.error.code).toBe('NOT_FOUND');
  expect((await api.ask(reception, 'GET /clients/c_1/own')).body.data).toMatchObject({
    ...{ revision: 1, presentingIssues: [], sessionsElsewhere: null },
  });
});

test('I4: a client who is gone bears a revision above every one that they were shown with', async () => {
  await setStatus('critical');
  const { body } = await patch({ mobile: null });
  await recordContains({ gone: true });
  const [gone] = await composed('c_1');
  expect(gone).toMatchObject({ channels: [] });
  expect(gone?.revision).toBeGreaterThan(body.data.patient.revision);
  expect(gone?.viewJson).toBeUndefined();
});

test('I5: nothing of another practice is found, read, changed or taken for a duplicate', async () => {
  expect(await found('mi', there)).toEqual(['c_there']);
  const person = there;
  const refused = [
    await get('c_1', there),
    await patch({ mobile: null }, { person }),
    await setStatus('critical', 'c_1', there),
  ];
  expect(refused.map(({ status }) => status)).toEqual([404, 404, 404]);
  const { body } = await register(bo);
  expect((await get(body.data.patient.id, there)).status).toBe(404);
  expect([await found('new', there), (await register(bo, { person })).body.data.possibleDuplicates]).toEqual([
    [],
    [],
  ]);
  const cursor = Buffer.from('c_2').toString('base64url');
  expect((await search('mi', { person, cursor })).body.error.code).toBe('VALIDATION_FAILED');
});
