import { systemClock } from '@bloom/kit';
import { createHeard, createPractices, type Redis, type Store } from '@bloom/store';
import { openTestRedis, openTestStore } from '@bloom/store/testing';
import { createTestClock } from '@bloom/testkit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoPractice, startTestApi, type TestApi, testSealer } from '../testing/start-test-api.ts';
import { putRecords, testRun } from '../testing/test-records.ts';
import { createPracticeSecrets } from './practice-secrets.ts';
import { seedFirstPractice } from './seed-first-practice.ts';

let store: Store & { drop(): Promise<void> };
let redis: Redis;
let api: TestApi;
const admin = { roles: ['admin'] } as const;
const secrets = createPracticeSecrets(testSealer);

beforeAll(async () => {
  store = await openTestStore();
  redis = await openTestRedis();
  api = await startTestApi({ store, redis });
});

afterAll(async () => {
  await api.close();
  await redis.close();
  await store.drop();
});

const newPractice = {
  id: 'north',
  name: 'North',
  timezone: 'Australia/Perth',
  halaxy: {
    baseUrl: 'https://halaxy.test/main/',
    clientId: 'c',
    clientSecret: 'canary',
    userAgent: 'Bloom (a@b.test)',
  },
};
const make = (body: object, key: string | undefined) =>
  api.ask(admin, 'POST /practices', { body, headers: key === undefined ? {} : { 'Idempotency-Key': key } });

test('the first practice is what the settings say, its key stays, and its secrets are sealed', async () => {
  const practices = createPractices(store);
  const held = await practices.get('demo');
  expect(held).toMatchObject({ name: 'Demo practice', halaxy: { clientId: 'demo' } });
  expect(JSON.stringify(held)).not.toContain('canary');
  const ports = { practices, secrets, clock: systemClock };
  expect(await seedFirstPractice(demoPractice, ports)).toBe(false);
  expect(await seedFirstPractice({ ...demoPractice, webhookSecret: '' }, ports)).toBe(false);
  expect(await seedFirstPractice({ ...demoPractice, clientSecret: 'another' }, ports)).toBe(true);
  const changed = await practices.get('demo');
  expect(changed?.practiceKey).toBe(held?.practiceKey);
  expect(changed?.webhookSecrets).toEqual(held?.webhookSecrets);
  if (changed)
    expect(await secrets.open('demo', 'clientSecret', changed.halaxy.clientSecret)).toBe('another');
});

test('many pods that start at once agree on one first practice', async () => {
  await store.collection<{ _id: string }>('practices').deleteOne({ _id: 'demo' });
  const practices = createPractices(store);
  const wanted = { ...demoPractice, webhookSecret: '' };
  const pods = Array.from({ length: 6 }, () =>
    seedFirstPractice(wanted, { practices, secrets, clock: systemClock }),
  );
  expect((await Promise.all(pods)).filter(Boolean)).toHaveLength(1);
  await seedFirstPractice(demoPractice, { practices, secrets, clock: systemClock });
});

test('a practice is made once, however often it is sent, and answered the same', async () => {
  const key = 'key-of-sixteen-characters';
  const [one, two] = await Promise.all([make(newPractice, key), make(newPractice, key)]);
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(one.body.data).toEqual(two.body.data);
  expect(one.body.data.practice).toEqual({ id: 'north', name: 'North', timezone: 'Australia/Perth' });
  expect(one.body.data.webhookUrls['patient-create']).toMatch(
    /^https:\/\/clinic\.test\/webhooks\/halaxy\/[\w-]{32}\/patient-create$/,
  );
  expect(JSON.stringify(await store.collection('requests').find().toArray())).not.toContain(
    one.body.data.webhookSecret,
  );
});

test('a key that was used for something else is refused', async () => {
  const key = 'key-that-is-used-twice';
  await make({ ...newPractice, id: 'east' }, key);
  const again = await make({ ...newPractice, id: 'west' }, key);
  expect([again.status, again.body.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
});

test.each([undefined, 'short', 'x'.repeat(65), 'with blanks in the key'])(
  '%s is no idempotency key',
  async (key) => {
    const { status, body } = await make({ ...newPractice, id: 'south' }, key);
    expect([status, body.error.code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
  },
);

test('a practice of an id that is taken is not made', async () => {
  const { status, body } = await make({ ...newPractice, id: 'demo' }, 'key-for-a-taken-id');
  expect([status, body.error.code]).toEqual([409, 'PRACTICE_EXISTS']);
});

test('I11: a practice may name no host but those allowed', async () => {
  const halaxy = { ...newPractice.halaxy, baseUrl: 'https://169.254.169.254/main/' };
  const { status, body } = await make({ ...newPractice, id: 'evil', halaxy }, 'key-for-another-host');
  expect([status, body.error.code]).toEqual([422, 'HALAXY_HOST_NOT_ALLOWED']);
});

test.each([
  ['body.id', { id: '__proto__' }],
  ['body.id', { id: 'constructor' }],
  ['body.id', { id: 'a/b' }],
  ['body.name', { name: 'two\nlines' }],
  ['body.halaxy.userAgent', { userAgent: 'Bloom\r\nX-Injected: 1' }],
  ['body.halaxy.userAgent', { userAgent: 'Blüte' }],
  ['body.halaxy.clientSecret', { clientSecret: 'a\u0000b' }],
  ['body.halaxy.baseUrl', { baseUrl: 'https://user:canary@halaxy.test/main/' }],
  ['body.halaxy.baseUrl', { baseUrl: 'https://halaxy.test/main/?key=canary' }],
  ['body.halaxy.baseUrl', { baseUrl: 'https://halaxy.test/main/#here' }],
  ['body.halaxy.baseUrl', { baseUrl: 'file:///etc/passwd' }],
  ['body.halaxy.baseUrl', { baseUrl: 'http://halaxy.test/main/' }],
  ['body.webhookSecret', { webhookSecret: 'with a blank' }],
])('I11: a practice with a bad %s is refused, and its place is named: %j', async (path, bad) => {
  const inHalaxy = Object.keys(bad).some((field) => field in newPractice.halaxy);
  const asked = { ...newPractice, id: 'bad' };
  const body = inHalaxy ? { ...asked, halaxy: { ...asked.halaxy, ...bad } } : { ...asked, ...bad };
  const answer = await make(body, 'key-for-a-bad-practice');
  expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
  const places = answer.body.error.details.map((detail: { path: string }) => detail.path);
  expect([...new Set(places)]).toEqual([path]);
  expect(JSON.stringify(answer.body)).not.toContain('canary');
});

test('an address of Halaxy without its last slash is taken as meant', async () => {
  const halaxy = { ...newPractice.halaxy, baseUrl: 'https://halaxy.test/main' };
  expect((await make({ ...newPractice, id: 'slash', halaxy }, 'key-for-a-missing-slash')).status).toBe(201);
  expect((await createPractices(store).get('slash'))?.halaxy.baseUrl).toBe('https://halaxy.test/main/');
});

test('a practice of a zone that is none is refused, and unknown fields too', async () => {
  const { status, body } = await make(
    { ...newPractice, timezone: '+10:00', canary: 1 },
    'key-for-a-bad-body',
  );
  expect(status).toBe(400);
  expect(body.error.details.map(({ path }: { path: string }) => path)).toEqual(['body.timezone', 'body']);
  expect(JSON.stringify(body)).not.toContain('canary');
});

test('the check-list tells where webhooks go and when each was last heard', async () => {
  const atMs = Date.now() - 60_000;
  await createHeard(store).note([{ practice: 'demo', event: 'patient-create', atMs }]);
  const { body } = await api.ask(admin, 'GET /practices/demo/connection');
  expect(Object.keys(body.data.webhooks)).toHaveLength(8);
  expect(body.data.webhooks['patient-create'].lastHeardAt).toBe(new Date(atMs).toISOString());
  expect(body.data.webhooks['invoice-delete'].lastHeardAt).toBeNull();
  expect(body.data).toMatchObject({ token: 'unknown', firstSync: 'waiting', silence: { seconds: 60 } });
});

test('the check-list says that webhooks fell silent once sweeps find what none told of', async () => {
  // Monday, three in the afternoon in Sydney; a webhook was heard at half past nine.
  const clock = createTestClock();
  clock.set(Date.parse('2026-11-23T04:00Z'));
  const quiet = await startTestApi({ store, redis }, { clock });
  await store.collection('heard').deleteMany({ practice: 'demo' });
  const silence = async () => (await quiet.ask(admin, 'GET /practices/demo/connection')).body.data.silence;
  const sweep = async (id: string, type: string, changedAt: string) => {
    const slice = { id: type, type, newestUpdatedMs: Date.parse(changedAt) };
    const run = testRun({ _id: id, startedAtMs: Date.parse('2026-11-23T03:00Z'), slices: [slice as never] });
    await putRecords(store, { runs: [run] });
  };
  await store.collection('practices').updateOne({ _id: 'demo' } as never, {
    $set: { createdAtMs: Date.parse('2026-11-01T00:00Z') },
  });
  expect(await silence()).toMatchObject({ state: 'unknown', lastHeardAt: null });
  const atMs = Date.parse('2026-11-22T22:30Z');
  await createHeard(store).note([{ practice: 'demo', event: 'patient-create', atMs }]);
  // Halaxy has no webhook for referrals: that none was heard of one says nothing.
  await sweep('r_referral', 'Referral', '2026-11-23T01:00Z');
  expect(await silence()).toMatchObject({ state: 'ok', words: 'Webhooks are heard.' });
  await putRecords(store, {
    runs: [
      testRun({
        _id: 'r_other',
        practice: 'other',
        startedAtMs: atMs,
        slices: [{ type: 'Appointment', newestUpdatedMs: atMs + 3_600_000 } as never],
      }),
    ],
  });
  expect((await silence()).state).toBe('ok');
  await sweep('r_appointment', 'Appointment', '2026-11-23T01:00Z');
  expect(await silence()).toMatchObject({ state: 'silent', words: expect.stringContaining('secret') });
  await quiet.close();
});

test('the check-list names the key’s rights area by area, as the sync has met them', async () => {
  const status = {
    nextDueAtMs: 0,
    firstSyncDone: true,
    cursors: { Appointment: 1, Patient: 1, Practitioner: 1, PractitionerRole: 1 },
    listedAtMs: { Appointment: 1_000, Patient: 1_000, Practitioner: 1_000, PractitionerRole: 1_000 },
    lastSuccessAtMs: null,
    lastAttemptAtMs: 1_000,
    errors: [
      { atMs: 900, operation: 'first', entity: 'Referral', code: 'HALAXY_FORBIDDEN', resolved: false },
      { atMs: 800, operation: 'first', entity: 'Patient', code: 'HALAXY_FORBIDDEN', resolved: true },
    ],
  };
  await store
    .collection<{ _id: string }>('sync_status')
    .updateOne({ _id: 'demo' }, { $set: status }, { upsert: true });
  const { body } = await api.ask(admin, 'GET /practices/demo/connection');
  expect(body.data.permissions).toEqual({
    state: 'failed',
    missing: ['Referral'],
    areas: {
      Appointments: 'ok',
      Patients: 'ok',
      Practitioners: 'ok',
      'Invoices & Payments': 'unknown',
      'Claims & Referrals': 'missing',
    },
  });
});

/** As if demo had never had another webhook secret, and Halaxy had this one. */
async function onlySecretIs(text: string): Promise<void> {
  const practices = createPractices(store);
  const secret = await secrets.seal('demo', 'webhookSecret', text);
  const { v = 0 } = (await practices.get('demo')) ?? {};
  await practices.change('demo', v, { webhookSecrets: [{ secret, endsAtMs: null }] });
}
async function secretsNow() {
  const { webhookSecrets = [] } = (await createPractices(store).get('demo')) ?? {};
  return Promise.all(
    webhookSecrets.map(async ({ secret, endsAtMs }) => ({
      text: await secrets.open('demo', 'webhookSecret', secret),
      endsAtMs,
    })),
  );
}

test('after a rotation the new secret and, for a day, the one before count', async () => {
  await onlySecretIs('entered at Halaxy');
  const { body } = await api.ask(admin, 'POST /practices/demo/webhook-secret');
  expect(await secretsNow()).toEqual([
    { text: body.data.webhookSecret, endsAtMs: null },
    { text: 'entered at Halaxy', endsAtMs: Date.parse(body.data.previousEndsAt) },
  ]);
});

test('a rotation asked for again, its answer lost, leaves the secret that Halaxy has until its own end', async () => {
  await onlySecretIs('entered at Halaxy');
  const lost = await api.ask(admin, 'POST /practices/demo/webhook-secret');
  const { body } = await api.ask(admin, 'POST /practices/demo/webhook-secret');
  const held = await secretsNow();
  expect(held.at(0)).toEqual({ text: body.data.webhookSecret, endsAtMs: null });
  expect(held.at(-1)).toEqual({
    text: 'entered at Halaxy',
    endsAtMs: Date.parse(lost.body.data.previousEndsAt),
  });
  expect(body.data.previousEndsAt).toBe(lost.body.data.previousEndsAt);
});

test('whoever takes webhooks is told of a new secret, and one that is away hinders nothing', async () => {
  const told: unknown[] = [];
  const reloadSecrets = async (asked: { practiceId: string }) => {
    told.push(asked);
    return {};
  };
  const beside = await startTestApi({ store, redis }, { ingest: { reloadSecrets } });
  expect((await beside.ask(admin, 'POST /practices/demo/webhook-secret')).status).toBe(200);
  await beside.close();
  expect(told).toEqual([{ practiceId: 'demo' }]);
  expect((await api.ask(admin, 'POST /practices/demo/webhook-secret')).status).toBe(200);
});
