import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { linkOf, resourcesOf, type Visit, visit } from './testing/visitor.ts';

let halaxy: Visit;
beforeAll(async () => {
  halaxy = await visit();
});
beforeEach(async () => {
  await halaxy.control('reset', {});
  await halaxy.renew();
});
afterAll(() => halaxy.simulator.close());

const rule = (fields: Record<string, string | number>) => halaxy.faults({ rules: [{ times: 1, ...fields }] });

test.each([500, 503])('row 23: a request can fail with %d, once, and the next one works', async (status) => {
  await rule({ kind: 'status', status });
  expect((await halaxy.get('Practitioner')).status).toBe(status);
  expect((await halaxy.get('Practitioner')).status).toBe(200);
});

test('row 23: a fault fits only its method and path', async () => {
  await rule({ kind: 'status', status: 500, method: 'PATCH', path: 'Patient' });
  expect((await halaxy.get('Patient/1000001')).status).toBe(200);
  expect((await halaxy.patch('Patient/1000001', {})).status).toBe(500);
});

test('row 23: a share of the requests can fail', async () => {
  await halaxy.faults({ rules: [{ kind: 'status', status: 503, share: 0.3 }] });
  const answers: number[] = [];
  for (let n = 0; n < 100; n += 1) answers.push((await halaxy.get('Organization/CL-3001')).status);
  const failed = answers.filter((status) => status === 503).length;
  expect(failed).toBeGreaterThan(15);
  expect(failed).toBeLessThan(45);
});

test('row 23: a request can be throttled out of turn', async () => {
  await rule({ kind: 'throttle', retryAfterSeconds: 9 });
  const answer = await halaxy.get('Practitioner');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '9']);
});

test('row 23: an answer can be slow', async () => {
  await rule({ kind: 'latency', ms: 25 });
  const from = performance.now();
  await halaxy.get('Practitioner');
  expect(performance.now() - from).toBeGreaterThanOrEqual(24);
});

test('row 23: an answer can be cut after some bytes', async () => {
  await rule({ kind: 'cut', bytes: 10 });
  await expect(halaxy.get('Patient')).rejects.toThrow();
});

test('row 23: a write can take effect without an answer', async () => {
  await rule({ kind: 'effect-without-answer', method: 'PATCH' });
  await expect(halaxy.patch('Patient/1000001', { birthDate: '2001-02-03' })).rejects.toThrow();
  expect((await halaxy.get('Patient/1000001')).body.birthDate).toBe('2001-02-03');
});

test('row 23: Halaxy can be offline, and clearing the faults brings it back', async () => {
  await halaxy.faults({ settings: { offline: true } });
  await expect(halaxy.get('Practitioner')).rejects.toThrow();
  await halaxy.faults({ clear: true });
  expect((await halaxy.get('Practitioner')).status).toBe(200);
});

test('row 23: reads can lag behind writes', async () => {
  const before = (await halaxy.get('Patient/1000001')).body.birthDate;
  await halaxy.faults({ settings: { readLagSeconds: 5 } });
  await halaxy.patch('Patient/1000001', { birthDate: '2001-02-03' });
  expect((await halaxy.get('Patient/1000001')).body.birthDate).toBe(before);
  await halaxy.advance(5);
  expect((await halaxy.get('Patient/1000001')).body.birthDate).toBe('2001-02-03');
});

test('tokens can be revoked at once, and a misspelt setting is refused', async () => {
  await halaxy.faults({ revokeTokens: true });
  expect((await halaxy.get('Practitioner')).status).toBe(401);
  expect(await halaxy.faults({ settings: { ofline: true } })).toHaveProperty('error');
});

test('patients are made and changed within what may be written', async () => {
  const telecom = [{ system: 'sms', use: 'mobile', value: '+61400000009' }];
  const body = {
    active: false,
    identifier: [{ value: 'x' }],
    name: [{ use: 'official', family: 'Notreal', given: ['Demo'] }],
    telecom,
  };
  const made = await halaxy.post('Patient', body);
  expect([made.status, made.body.active, made.body.identifier]).toEqual([201, true, undefined]);
  const bad = [{ system: 'sms', use: 'mobile', value: '0400 000 009' }];
  expect((await halaxy.patch(`Patient/${made.body.id}`, { telecom: bad })).status).toBe(422);
  await halaxy.patch(`Patient/${made.body.id}`, { active: false, telecom: [] });
  expect((await halaxy.get(`Patient/${made.body.id}`)).body).toMatchObject({ active: true, telecom: [] });
});

const idsOf = async (path: string): Promise<string[]> =>
  resourcesOf((await halaxy.get(path)).body).map(({ id }) => id);

test('a page can show what the page before it showed', async () => {
  const [first, second] = [await idsOf('Appointment?_count=10'), await idsOf('Appointment?_count=10&page=2')];
  expect(second).not.toEqual(first);
  await halaxy.faults({ settings: { pagesRepeat: true } });
  expect(await idsOf('Appointment?_count=10&page=2')).toEqual(first);
  expect(await idsOf('Appointment?_count=10&page=3')).toEqual(second);
});

test('the next page of a page can be itself, or one before it', async () => {
  await halaxy.faults({ settings: { nextStays: true } });
  const { body } = await halaxy.get('Appointment?_count=10&page=2');
  expect(linkOf(body, 'next')).toBe(linkOf(body, 'self'));
  await halaxy.faults({ settings: { nextStays: false, nextGoesBack: true } });
  const third = (await halaxy.get('Appointment?_count=10&page=3')).body;
  expect(linkOf(third, 'next')).toBe(linkOf(third, 'previous'));
});

test('a filter can be ignored without a word', async () => {
  const all = await idsOf('Appointment?_count=100');
  const asked = 'Appointment?_count=100&date=ge2099-01-01';
  expect(await idsOf(asked)).toEqual([]);
  await halaxy.faults({ settings: { ignoredFilters: ['date'] } });
  const answer = await halaxy.get(asked);
  expect(resourcesOf(answer.body).map(({ id }) => id)).toEqual(all);
  expect(answer.text).not.toContain('OperationOutcome');
});

test('what is saved can be stamped in the future', async () => {
  const [appointmentId = ''] = await idsOf('Appointment?_count=1');
  await halaxy.faults({ settings: { stampAheadSeconds: 3_600 } });
  await halaxy.act('comment', { appointmentId, text: 'from tomorrow' });
  const { meta } = (await halaxy.get(`Appointment/${appointmentId}`)).body as {
    meta: { lastUpdated: string };
  };
  const { now } = (await halaxy.control('clock', {})) as { now: string };
  expect(Date.parse(meta.lastUpdated) - Date.parse(now)).toBeGreaterThan(3_500_000);
});
