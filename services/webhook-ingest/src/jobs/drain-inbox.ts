import type { Broker } from '@bloom/broker';
import type { Inbox, Leases } from '@bloom/store';
import type { IngestEvents } from '../events.ts';

const batchMax = 500;
const leaseMs = 10_000;

/** One look at the inbox: what was spooled goes to the broker in its order, by one pod at a time, and leaves only then. */
export function createDrainInbox({
  broker,
  inbox,
  leases,
  events,
}: {
  broker: Pick<Broker, 'produceEncoded'>;
  inbox: Inbox;
  leases: Pick<Leases, 'acquire'>;
  events: Pick<IngestEvents, 'drained' | 'inboxWaits'>;
}) {
  return async function drainInbox(): Promise<void> {
    for (;;) {
      const rows = await inbox.oldest(batchMax);
      if (rows.length === 0) return events.inboxWaits(0);
      events.inboxWaits(await inbox.count());
      if ((await leases.acquire('inbox', leaseMs)) === undefined) return;
      await broker.produceEncoded(rows.map(({ message }) => message));
      await inbox.remove(rows.map(({ id }) => id));
      events.drained(rows.length);
      if (rows.length < batchMax) return events.inboxWaits(0);
    }
  };
}
