import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { JsonObject } from '../json.ts';
import type { DeliveryLine } from '../ledger.ts';
import { departures, golden } from '../testing/golden.ts';
import { type Received, receive } from '../testing/receiver.ts';
import { type Visit, visit } from '../testing/visitor.ts';

let halaxy: Visit;
let inbox: Awaited<ReturnType<typeof receive>>;
beforeAll(async () => {
  [halaxy, inbox] = [await visit(), await receive()];
});
beforeEach(async () => {
  await halaxy.control('clock', { set: '2026-11-24T23:30:00Z' });
  await halaxy.control('webhooks', undefined, 'DELETE');
  await halaxy.control('reset', {});
  await halaxy.renew();
  inbox.received.length = 0;
  for (const event of [
    'patient-update',
    'appointment-create',
    'appointment-update',
    'appointment-delete',
    'invoice-create',
  ]) {
    await halaxy.control('webhooks', { event, url: `${inbox.url}/${event}`, secret: 'a-made-up-secret' });
  }
});
afterAll(async () => {
  await halaxy.simulator.close();
  await inbox.close();
});

const change = (id: string) => halaxy.act('update-patient', { patientId: id, patient: { gender: 'custom' } });
const settle = () => halaxy.control('settle', {});
function focusOf({ body }: Received): string {
  const text = JSON.stringify(body);
  return /"focus":\{"reference":"[^"]*\/([^/"]+)"/.exec(text)?.[1] ?? '';
}
const heard = () => inbox.received.map(focusOf);

test('row 18: a change at the screen reaches the address of its event with an id-only bundle', async () => {
  await change('1000001');
  await settle();
  const [received] = inbox.received;
  expect(received?.path).toBe('/patient-update');
  expect(departures(received?.body, golden('webhook-notification'))).toEqual([]);
  expect(heard()).toEqual(['1000001']);
  expect(JSON.stringify(received?.body)).not.toContain('custom');
});

test('row 18: the secret comes as a bearer, and nothing is signed', async () => {
  await change('1000001');
  await settle();
  const headers = inbox.received[0]?.headers ?? {};
  expect(headers.authorization).toBe('Bearer a-made-up-secret');
  expect(Object.keys(headers).filter((name) => name.includes('signature'))).toEqual([]);
});

test('row 18: each event has its own address, counters are text, and no event tells of a gone patient', async () => {
  const wanted = {
    practitionerRoleId: 'PR-500001',
    patientId: '1000001',
    start: '2026-11-26T09:00:00+11:00',
  };
  const { appointmentId } = await halaxy.act('create', wanted);
  await halaxy.act('delete', { appointmentId: String(appointmentId) });
  await settle();
  expect(inbox.received.map(({ path }) => path)).toEqual([
    '/invoice-create',
    '/appointment-create',
    '/appointment-delete',
  ]);
  expect(JSON.stringify(inbox.received[0]?.body)).toContain('"eventNumber":"1"');
  expect(await halaxy.control('webhooks', { event: 'patient-delete', url: inbox.url })).toHaveProperty(
    'error',
  );
});

test('row 19: a notification can be lost', async () => {
  await halaxy.faults({ settings: { webhookDrop: 1 } });
  await change('1000001');
  await change('1000002');
  await settle();
  expect(heard()).toEqual(['1000002']);
});

test('row 19: a notification can come late', async () => {
  await halaxy.faults({ settings: { webhookDelaySeconds: 60 } });
  await change('1000001');
  await settle();
  expect(heard()).toEqual([]);
  await halaxy.advance(60);
  await settle();
  expect(heard()).toEqual(['1000001']);
});

test('row 19: a notification can come twice, with the same event id', async () => {
  await halaxy.faults({ settings: { webhookDuplicate: 1 } });
  await change('1000001');
  await settle();
  const [first, second] = inbox.received.map(({ body }) => body as JsonObject);
  expect(inbox.received).toHaveLength(2);
  expect(second).toEqual(first);
});

test('row 19: notifications can come in another order', async () => {
  await halaxy.faults({ settings: { webhookReorder: true } });
  for (const id of ['1000001', '1000002', '1000003']) await change(id);
  await settle();
  expect(heard()).toEqual(['1000002', '1000001', '1000003']);
});

test('row 19: a series brings a burst', async () => {
  const wanted = {
    practitionerRoleId: 'PR-500001',
    patientId: '1000001',
    start: '2026-12-01T09:00:00+11:00',
  };
  await halaxy.act('series', { ...wanted, times: 10 });
  await settle();
  expect(inbox.received).toHaveLength(20);
});

test('row 19: a refused notification is tried again only when retries are on', async () => {
  inbox.answers.push(503);
  await change('1000001');
  await settle();
  expect(heard()).toEqual(['1000001']);
  await halaxy.faults({ settings: { webhookRetries: 1 } });
  inbox.answers.push(503);
  await change('1000002');
  await settle();
  expect(heard()).toEqual(['1000001', '1000002', '1000002']);
  const { deliveries } = await halaxy.control('ledger');
  expect((deliveries as DeliveryLine[]).map(({ status }) => status)).toEqual([503, 503, 202]);
});

test('row 20: writes through the API and automatic attendance are silent unless told', async () => {
  await halaxy.patch('Patient/1000001', { gender: 'other' });
  await settle();
  expect(heard()).toEqual([]);
  await halaxy.faults({ settings: { apiWritesNotify: true } });
  await halaxy.patch('Patient/1000001', { gender: 'custom' });
  await settle();
  expect(heard()).toEqual(['1000001']);
});
