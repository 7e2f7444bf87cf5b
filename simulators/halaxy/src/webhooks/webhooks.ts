import type { Settings } from '../control/faults.ts';
import type { JsonObject } from '../json.ts';
import type { Ledger } from '../ledger.ts';
import { writeTime } from '../local-time.ts';
import type { Random } from '../random.ts';
import { renderReferences } from '../references.ts';
import type { BaseClock } from '../sim-clock.ts';
import type { Change } from '../store.ts';
import { notificationBundle } from './notification.ts';

/** The eight events Halaxy offers; a patient's removal is not among them. */
export const webhookEvents = [
  'patient-create',
  'patient-update',
  'appointment-create',
  'appointment-update',
  'appointment-delete',
  'invoice-create',
  'invoice-update',
  'invoice-delete',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];
/** One webhook as set up in Halaxy: one event, one address, a secret sent as it is after `Bearer `. */
export type WebhookTarget = { event: WebhookEvent; url: string; secret?: string };
type Subscribed = WebhookTarget & { subscriptionId: string; topicId: string; sent: number };
type Waiting = { target: Subscribed; eventId: string; focus: string; body: JsonObject; dueMs: number };
export type Webhooks = ReturnType<typeof createWebhooks>;
/** Brings one notification to its address; answers the status, 0 where nothing answered. */
export type Deliver = (target: WebhookTarget, body: JsonObject) => Promise<number>;
type Ports = {
  settings: Settings;
  ledger: Ledger;
  random: Random;
  clock: BaseClock;
  base: () => string;
  deliver?: Deliver | undefined;
};

const GOOD = new Set([200, 201, 202]);
const DEADLINE_MS = 5000;

const overHttp: Deliver = ({ url, secret }, body) => {
  const authorization: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {};
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).then(
    (answer) => answer.arrayBuffer().then(() => answer.status),
    () => 0,
  );
};

/** Notifies registered addresses of changes made at Halaxy's screens, and of others where settings say so. */
export function createWebhooks({ settings, ledger, random, clock, base, deliver = overHttp }: Ports) {
  const targets: Subscribed[] = [];
  const waiting: Waiting[] = [];
  const flying = new Set<Promise<void>>();

  const attempt = async ({ target, eventId, focus, body }: Waiting, retries: number): Promise<void> => {
    const status = await deliver(target, body);
    const at = writeTime(clock.now(), 'utc');
    ledger.addDelivery({ at, event: target.event, url: target.url, eventId, focus, status });
    if (!GOOD.has(status) && retries > 0)
      await attempt({ target, eventId, focus, body, dueMs: 0 }, retries - 1);
  };
  const launch = (batch: Waiting[]) => {
    // One after another, so that the order of arrival is the order of sending.
    const flight = batch.reduce(
      (before, one) => before.then(() => attempt(one, settings.webhookRetries)),
      [...flying].at(-1) ?? Promise.resolve(),
    );
    flying.add(flight);
    void flight.finally(() => flying.delete(flight));
  };
  const release = (all: boolean) => {
    if (settings.offline) return;
    const due = waiting.filter(({ dueMs }) => dueMs <= clock.now());
    if (settings.webhookReorder && due.length < 2 && !all) return;
    for (const one of due) waiting.splice(waiting.indexOf(one), 1);
    launch(settings.webhookReorder ? due.reverse() : due);
  };
  const enqueue = (target: Subscribed, type: string, id: string) => {
    target.sent += 1;
    const eventId = random.uuid();
    const ids = { bundleId: random.uuid(), statusId: random.uuid(), eventId };
    const { subscriptionId, topicId, sent } = target;
    const at = writeTime(clock.now(), 'utc');
    const about = { ...ids, subscriptionId, topicId, eventNumber: sent, at, focusType: type, focusId: id };
    const focus = `${type}/${id}`;
    if (settings.webhookDrop > 0) {
      settings.webhookDrop -= 1;
      ledger.addDelivery({ at, event: target.event, url: target.url, eventId, focus, status: null });
      return;
    }
    const body = renderReferences(notificationBundle(about), base()) as JsonObject;
    const one = { target, eventId, focus, body, dueMs: clock.now() + settings.webhookDelaySeconds * 1000 };
    waiting.push(one);
    if (settings.webhookDuplicate > 0) {
      settings.webhookDuplicate -= 1;
      waiting.push({ ...one });
    }
  };
  return {
    targets,
    register(wanted: WebhookTarget): Subscribed {
      const target = { ...wanted, subscriptionId: random.uuid(), topicId: random.uuid(), sent: 0 };
      targets.push(target);
      return target;
    },
    forgetTargets: () => void targets.splice(0),
    /** To be told of every change in the store. */
    notice({ action, type, id, by }: Change): void {
      if (by.via === 'api' && !settings.apiWritesNotify) return;
      if (by.via === 'automatic' && !settings.autoAttendNotifies) return;
      const event = `${type.toLowerCase()}-${action}`;
      for (const target of targets) if (target.event === event) enqueue(target, type, id);
      release(false);
    },
    /** Sends what has fallen due; call it when the clock has moved. */
    catchUp: () => release(false),
    /** Sends what is due, held-back pairs too, and waits until nothing is under way. */
    async settled(): Promise<void> {
      release(true);
      while (flying.size > 0) await Promise.all(flying);
    },
    waiting: () => waiting.length,
  };
}
