import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { departures, golden } from './testing/golden.ts';
import { bareGet, type Visit, visit } from './testing/visitor.ts';

let halaxy: Visit;
beforeAll(async () => {
  halaxy = await visit();
});
beforeEach(async () => {
  await halaxy.control('reset', {});
  await halaxy.renew();
});
afterAll(() => halaxy.simulator.close());

test('row 1: paths lie below /main/ and an unknown one is not found', async () => {
  expect((await halaxy.get('Practitioner')).status).toBe(200);
  expect((await halaxy.get('Location')).status).toBe(404);
  expect((await halaxy.get('Patient/1')).status).toBe(404);
  expect((await halaxy.get('/fhir/Patient')).status).toBe(404);
});

test('row 2: a request without a User-Agent is forbidden, the token request too', async () => {
  expect(await bareGet(`${halaxy.url}Patient`)).toBe(403);
  expect(await bareGet(`${halaxy.url}oauth/token`, 'POST')).toBe(403);
});

test('row 3: a token says an hour and dies after fifteen minutes', async () => {
  const body = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' };
  const answer = await halaxy.call('POST', 'oauth/token', body);
  expect(departures(answer.body, golden('token-response'))).toEqual([]);
  expect(answer.body.expires_in).toBe(3600);
  await halaxy.advance(899);
  expect((await halaxy.get('Practitioner')).status).toBe(200);
  await halaxy.advance(1);
  expect((await halaxy.get('Practitioner')).status).toBe(401);
});

test('row 3: the life of a token can be set, and form or Basic credentials work as JSON does', async () => {
  await halaxy.faults({ settings: { tokenLifeSeconds: 10 } });
  await halaxy.advance(10);
  expect((await halaxy.get('Practitioner')).status).toBe(401);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const basic = { ...form, authorization: `Basic ${Buffer.from('a:b').toString('base64')}` };
  const inForm = 'grant_type=client_credentials&client_id=a&client_secret=b';
  expect((await halaxy.call('POST', 'oauth/token', inForm, form)).status).toBe(200);
  expect((await halaxy.call('POST', 'oauth/token', 'grant_type=client_credentials', basic)).status).toBe(200);
});

test('row 3: refused credentials get an OAuth error', async () => {
  await halaxy.faults({ settings: { tokenRefused: true } });
  const body = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' };
  const answer = await halaxy.call('POST', 'oauth/token', body);
  expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
});

test('row 4: an expired token is told by an outcome with the code expired, which can be turned off', async () => {
  await halaxy.advance(900);
  const expired = await halaxy.get('Practitioner');
  expect(expired.status).toBe(401);
  expect(departures(expired.body, golden('expired-token-401'))).toEqual([]);
  expect(expired.text).toContain('"expired"');
  await halaxy.faults({ settings: { expiredCode: false } });
  expect((await halaxy.get('Practitioner')).text).not.toContain('"expired"');
});

test('row 5: over the limit of a sliding minute comes 429 with the seconds to wait, per client', async () => {
  await halaxy.faults({ settings: { rateLimitPerMinute: 2 } });
  expect((await halaxy.get('Practitioner')).headers.get('x-ratelimit-remaining')).toBe('1');
  await halaxy.advance(20);
  expect((await halaxy.get('Practitioner')).headers.get('x-ratelimit-limit')).toBe('2');
  const over = await halaxy.get('Practitioner');
  const example = golden('too-many-requests-429') as { body: { resourceType: string }; headers: object };
  expect([over.status, over.headers.get('retry-after')]).toEqual([429, '40']);
  expect(Object.keys(example.headers).every((name) => over.headers.has(name))).toBe(true);
  expect(departures(over.body, example.body)).toEqual([]);
  const other = { authorization: `Bearer ${await halaxy.token('client-b')}` };
  expect((await halaxy.call('GET', 'Practitioner', undefined, other)).status).toBe(200);
  await halaxy.advance(40);
  expect((await halaxy.get('Practitioner')).status).toBe(200);
});

test('row 5: the documented limit is 500 a minute', async () => {
  expect((await halaxy.get('Practitioner')).headers.get('x-ratelimit-limit')).toBe('500');
});

test.each([
  ['POST', 'Appointment'],
  ['POST', 'Invoice'],
  ['DELETE', 'Appointment/70000001'],
  ['DELETE', 'Patient/1000001'],
  ['PATCH', 'Practitioner/PR-400001'],
  ['PATCH', 'PractitionerRole/PR-500001'],
  ['PATCH', 'Organization/CL-3001'],
  ['PATCH', 'Invoice/80000002'],
])('row 6: %s %s is refused with an empty 405', async (method, path) => {
  const headers = { ...halaxy.bearer(), 'content-type': 'application/merge-patch+json' };
  const answer = await halaxy.call(method, path, {}, headers);
  expect([answer.status, answer.text]).toEqual([405, '']);
});

test('row 7: PATCH needs the merge-patch media type', async () => {
  const plain = await halaxy.call('PATCH', 'Patient/1000001', { gender: 'other' }, halaxy.bearer());
  expect(plain.status).toBe(415);
  expect((await halaxy.patch('Patient/1000001', { gender: 'other' })).status).toBe(200);
});

test('row 22: an area this key may not touch is forbidden', async () => {
  await halaxy.faults({ settings: { forbiddenAreas: ['invoices'] } });
  expect((await halaxy.get('Invoice')).status).toBe(403);
  expect((await halaxy.get('Patient')).status).toBe(200);
});
