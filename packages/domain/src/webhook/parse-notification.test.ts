import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseNotification } from './parse-notification.ts';

const base = 'https://au-api.halaxy.com/main';

/** A bundle as Halaxy sends it, about these references. */
function bundle(focuses: readonly unknown[], type = 'event-notification') {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    type: 'history',
    entry: [
      {
        resource: {
          resourceType: 'SubscriptionStatus',
          status: 'active',
          type,
          topic: { reference: `${base}/SubscriptionTopic/00000000-0000-4000-8000-000000000004` },
          eventsSinceSubscriptionStart: '0',
          notificationEvent: focuses.map((focus, i) => ({ eventNumber: String(i), focus })),
        },
      },
    ],
    resourceType: 'Bundle',
  };
}
const appointment = { reference: `${base}/Appointment/700001`, type: 'Appointment' };
const patient = { reference: '/main/Patient/1000001' };

test('a notification names the record to read again, by type and id', () => {
  expect(parseNotification(bundle([appointment]))).toEqual({
    kind: 'notification',
    references: [{ type: 'Appointment', id: '700001' }],
    unreadable: 0,
  });
});

test('I1: every event of a notification is taken, not only the first', () => {
  const two = bundle([appointment, patient]);
  two.entry.push(...bundle([{ reference: 'Invoice/800001' }]).entry);
  expect(parseNotification(two)).toMatchObject({
    references: [
      { type: 'Appointment', id: '700001' },
      { type: 'Patient', id: '1000001' },
      { type: 'Invoice', id: '800001' },
    ],
  });
});

test('I11: a record named many times is read again once', () => {
  const { references } = { references: [], ...parseNotification(bundle(Array(50).fill(appointment))) };
  expect(references).toEqual([{ type: 'Appointment', id: '700001' }]);
});

test.each([['handshake'], ['heartbeat']])('a %s is no work', (type) => {
  expect(parseNotification(bundle([], type))).toEqual({
    kind: 'notification',
    references: [],
    unreadable: 0,
  });
});

test('I1: an event that announces a change of we know not what is a fault, not silence', () => {
  expect(parseNotification(bundle([]))).toEqual({ kind: 'fault', fault: 'NO_REFERENCE' });
  expect(parseNotification(bundle([undefined]))).toEqual({ kind: 'fault', fault: 'NO_REFERENCE' });
});

test('I14: an event that cannot be read spoils none of the others, and is counted', () => {
  expect(parseNotification(bundle([null, { reference: 7 }, patient]))).toEqual({
    kind: 'notification',
    references: [{ type: 'Patient', id: '1000001' }],
    unreadable: 2,
  });
});

test.each([
  [{ reference: `${base}/HealthcareService/9001`, type: 'HealthcareService' }],
  [{ reference: `${base}/PractitionerRole/PR-1` }],
  [{ reference: `${base}/Patient/${'1'.repeat(65)}` }],
  [{ reference: `${base}/Patient/1%2F2` }],
  [{ reference: 'http://169.254.169.254/latest/meta-data' }],
])('I11: what is no record of ours is never read again: %j', (focus) => {
  expect(parseNotification(bundle([focus]))).toEqual({ kind: 'fault', fault: 'NO_REFERENCE' });
});

test('I11: the host of a reference is not taken over', () => {
  const forged = { reference: 'https://evil.test/steal/Patient/1000001', type: 'Patient' };
  expect(JSON.stringify(parseNotification(bundle([forged])))).not.toContain('evil');
});

test.each([
  ['appointment.updated', '700001', { type: 'Appointment', id: '700001' }],
  ['invoice.paid', 800001, { type: 'Invoice', id: '800001' }],
  ['practitioner.created', 'PR-4001', { type: 'Practitioner', id: 'PR-4001' }],
  ['Patient', 'x', { type: 'Patient', id: 'x' }],
] as const)('the signed dialect: %s of %j', (event, id, reference) => {
  expect(
    parseNotification({ event, timestamp: '2026-11-25T00:00:00Z', data: { id, name: 'ignored' } }),
  ).toEqual({
    kind: 'notification',
    references: [reference],
    unreadable: 0,
  });
});

test.each([
  [{ event: 'referral.created', data: { id: '1' } }, 'UNKNOWN_EVENT'],
  [{ event: '', data: { id: '1' } }, 'UNKNOWN_EVENT'],
  [{ event: 'patient.updated', data: { id: '../1' } }, 'BAD_ID'],
  [{ event: 'patient.updated', data: { id: 1.5 } }, 'BAD_ID'],
  [{ event: 'patient.updated' }, 'BAD_ID'],
  [{ resourceType: 'Bundle', entry: [] }, 'UNKNOWN_SHAPE'],
  [{ resourceType: 'Patient', id: '1' }, 'UNKNOWN_SHAPE'],
  [null, 'UNKNOWN_SHAPE'],
  [[], 'UNKNOWN_SHAPE'],
  ['Bundle', 'UNKNOWN_SHAPE'],
] as const)('I11: %j is a fault: %s', (body, fault) => {
  expect(parseNotification(body)).toEqual({ kind: 'fault', fault });
});

test('I11: a body that poses through __proto__ is no notification', () => {
  const posing = JSON.parse(`{"__proto__":${JSON.stringify(bundle([appointment]))}}`);
  expect(parseNotification(posing)).toEqual({ kind: 'fault', fault: 'UNKNOWN_SHAPE' });
});

test('I14: no body makes the reading throw, and what it yields is always well formed', () => {
  const focus = fc.record({ reference: fc.anything(), type: fc.anything() }, { requiredKeys: [] });
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.array(focus).map((all) => bundle(all)),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const read = parseNotification(body);
      if (read.kind === 'notification')
        for (const { id } of read.references) expect(id).toMatch(/^[A-Za-z0-9-]{1,64}$/);
    }),
  );
});
