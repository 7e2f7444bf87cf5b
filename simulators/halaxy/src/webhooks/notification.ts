import { referTo } from '../fhir.ts';
import type { JsonObject } from '../json.ts';

const PROFILE = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';

/** What a notification is about; ids are UUIDs but for `focusId`, `at` is written in +00:00. */
export type Notified = {
  bundleId: string;
  statusId: string;
  eventId: string;
  subscriptionId: string;
  topicId: string;
  eventNumber: number;
  at: string;
  focusType: string;
  focusId: string;
};

/** The id-only bundle. Counters are text, the topic is an object, and nothing tells the kind of change. */
export function notificationBundle(about: Notified): JsonObject {
  const resource: JsonObject = {
    resourceType: 'SubscriptionStatus',
    id: about.statusId,
    meta: { profile: `${PROFILE}backport-subscription-status` },
    status: 'active',
    type: 'event-notification',
    subscription: referTo('Subscription', about.subscriptionId),
    topic: referTo('SubscriptionTopic', about.topicId),
    eventsSinceSubscriptionStart: '0',
    notificationEvent: [
      {
        id: about.eventId,
        eventNumber: String(about.eventNumber),
        timestamp: about.at,
        focus: referTo(about.focusType, about.focusId),
      },
    ],
  };
  return {
    id: about.bundleId,
    timestamp: about.at,
    type: 'history',
    meta: { profile: `${PROFILE}backport-subscription-notification`, security: [], tag: [] },
    link: [],
    contained: [],
    extension: [],
    modifierExtension: [],
    entry: [{ fullUrl: about.statusId, resource }],
    resourceType: 'Bundle',
  };
}
