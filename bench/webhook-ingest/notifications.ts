import { randomUUID } from 'node:crypto';

export const bodyBytes = 450;
const appointments = 5_000;

/** One notification as Halaxy sends it, cut to what is read of it and padded to `bodyBytes`. */
function notificationBody(eventNumber: number, appointment: number): string {
  const event = {
    eventNumber: `${eventNumber}`,
    focus: { reference: `https://au-api.halaxy.com/main/Appointment/${appointment}`, type: 'Appointment' },
  };
  const resource = {
    resourceType: 'SubscriptionStatus',
    type: 'event-notification',
    notificationEvent: [event],
  };
  const bundle = {
    resourceType: 'Bundle',
    type: 'history',
    id: randomUUID(),
    entry: [{ resource }],
    pad: '',
  };
  const missing = bodyBytes - JSON.stringify(bundle).length;
  return JSON.stringify({ ...bundle, pad: 'x'.repeat(missing) });
}

/**
 * Bodies in the order of sending: one in ten is a duplicate of one sent shortly before, one in twenty comes before its
 * predecessor.
 */
export function notificationBodies(count: number): string[] {
  const bodies: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const copied = i % 10 === 9 ? bodies[i - 5] : undefined;
    bodies.push(copied ?? notificationBody(i, 700_000 + (i % appointments)));
  }
  for (let i = 20; i < count; i += 20) {
    const [before = '', after = ''] = [bodies[i - 1], bodies[i]];
    bodies[i - 1] = after;
    bodies[i] = before;
  }
  return bodies;
}
