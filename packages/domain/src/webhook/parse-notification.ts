import { isHalaxyId, parseReference, type ReferenceType } from '../halaxy/parse-reference.ts';
import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

/** The types that Halaxy may tell us to read again. */
export const notifiedTypes = [
  'Patient',
  'Appointment',
  'Invoice',
  'Practitioner',
] as const satisfies readonly ReferenceType[];

export type NotifiedType = (typeof notifiedTypes)[number];
export type NotifiedReference = { readonly type: NotifiedType; readonly id: string };

export type NotificationFault =
  /** Neither a subscription bundle nor the signed dialect. */
  | 'UNKNOWN_SHAPE'
  /** A bundle that announces an event, but names nothing that could be read again. */
  | 'NO_REFERENCE'
  /** The signed dialect with an `event` that is not ours. */
  | 'UNKNOWN_EVENT'
  /** The signed dialect without a usable `data.id`. */
  | 'BAD_ID';

export type Notification =
  | {
      readonly kind: 'notification';
      /** What to read again, each once. Empty for a handshake or a heartbeat: no work. */
      readonly references: readonly NotifiedReference[];
      /** Events in it that named nothing usable, beside others that did. */
      readonly unreadable: number;
    }
  | { readonly kind: 'fault'; readonly fault: NotificationFault };

/**
 * Reads the body of a webhook, already parsed as JSON: the id-only subscription bundle that Halaxy sends
 * (FHIR Subscriptions R5 Backport; its counters are strings, its events a list of any length), or the signed dialect
 * `{event, timestamp, data: {id}}`. Only type and id are taken; hosts and everything else are ignored. Never throws.
 */
export function parseNotification(body: unknown): Notification {
  if (ownText(body, 'resourceType') === 'Bundle') return parseBundle(body);
  if (typeof ownField(body, 'event') === 'string') return parseSigned(body);
  return { kind: 'fault', fault: 'UNKNOWN_SHAPE' };
}

function parseBundle(bundle: unknown): Notification {
  const statuses = ownList(bundle, 'entry')
    .map((entry) => ownField(entry, 'resource'))
    .filter((resource) => ownText(resource, 'resourceType') === 'SubscriptionStatus');
  if (statuses.length === 0) return { kind: 'fault', fault: 'UNKNOWN_SHAPE' };
  const references = new Map<string, NotifiedReference>();
  let unreadable = 0;
  for (const status of statuses) {
    const events = ownList(status, 'notificationEvent');
    // An event is announced, but none is listed: something changed, and we cannot know what.
    if (events.length === 0 && ownText(status, 'type') === 'event-notification') unreadable += 1;
    for (const event of events) {
      const { type, id } = parseReference(ownField(event, 'focus'), notifiedTypes) ?? {};
      const notified = notifiedTypes.find((one) => one === type);
      if (notified === undefined || id === undefined) unreadable += 1;
      else references.set(`${notified}/${id}`, { type: notified, id });
    }
  }
  if (references.size === 0 && unreadable > 0) return { kind: 'fault', fault: 'NO_REFERENCE' };
  return { kind: 'notification', references: [...references.values()], unreadable };
}

function parseSigned(body: unknown): Notification {
  const named = ownText(body, 'event')?.split('.')[0]?.toLowerCase();
  const type = notifiedTypes.find((one) => one.toLowerCase() === named);
  if (type === undefined) return { kind: 'fault', fault: 'UNKNOWN_EVENT' };
  const written = ownField(ownField(body, 'data'), 'id');
  const id = Number.isSafeInteger(written) ? String(written) : written;
  if (!isHalaxyId(id)) return { kind: 'fault', fault: 'BAD_ID' };
  return { kind: 'notification', references: [{ type, id }], unreadable: 0 };
}
