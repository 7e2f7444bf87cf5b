import type { Broker } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import type { ResourceNotified } from '@bloom/proto';
import type { Inbox } from '@bloom/store';
import type { IngestEvents } from '../events.ts';

const produceMs = 500;
const spoolMs = 2_000;

/**
 * Makes a notification durable: with the broker, or else in the inbox, from which it is drained when the broker is
 * back. What the broker took only just too late comes twice, which costs one coalesced read.
 */
export function createKeepNotification({
  broker,
  inbox,
  events,
}: {
  broker: Pick<Broker, 'produce' | 'encode'>;
  inbox: Pick<Inbox, 'keep'>;
  events: Pick<IngestEvents, 'spooled'>;
}) {
  return async function keepNotification(notification: ResourceNotified): Promise<void> {
    try {
      await broker.produce(resourceNotified, [notification], { timeoutMs: produceMs });
    } catch (cause) {
      try {
        await within(spoolMs, inbox.keep(await broker.encode(resourceNotified, notification)));
      } catch {
        throw new BloomError('WEBHOOK_NOT_KEPT', 'neither broker nor database took it', { cause });
      }
      events.spooled();
    }
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new BloomError('STORE_UNAVAILABLE', `no answer in ${ms} ms`)), ms);
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
