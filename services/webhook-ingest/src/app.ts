import { randomUUID } from 'node:crypto';
import type { Broker } from '@bloom/broker';
import type { Clock, HealthRoutes, Sealer } from '@bloom/kit';
import { createHeard, createInbox, createLeases, createPractices, type Store } from '@bloom/store';
import { createSenders } from './auth/create-senders.ts';
import { createFailureLimit } from './auth/failure-limit.ts';
import type { IngestEvents } from './events.ts';
import { createHttp } from './http/create-http.ts';
import { createDrainInbox } from './jobs/drain-inbox.ts';
import { createKeepNotification } from './jobs/keep-notification.ts';
import { createNoteHeard } from './jobs/note-heard.ts';
import { ingestService } from './rpc/ingest-service.ts';

export type IngestParts = {
  readonly broker: Pick<Broker, 'produce' | 'produceEncoded' | 'encode'>;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly events: IngestEvents;
  readonly healthRoutes: HealthRoutes;
};

/** webhook-ingest: parts in, behaviour out. Tests build this same object. */
export function buildIngest(parts: IngestParts) {
  const { broker, store, sealer, clock, events } = parts;
  const [inbox, heard] = [createInbox(store), createHeard(store)];
  const leases = createLeases(store, randomUUID());
  const senders = createSenders({ practices: createPractices(store), sealer, clock });
  const keep = createKeepNotification({ broker, inbox, events });
  const noteHeard = createNoteHeard({ heard, clock });
  const ports = {
    senderOf: senders.senderOf,
    knows: senders.knows,
    keep,
    heard: noteHeard.heard,
    clock,
    events,
  };
  return {
    http: createHttp(ports, createFailureLimit(), parts.healthRoutes),
    drainInbox: createDrainInbox({ broker, inbox, leases, events }),
    writeHeard: noteHeard.write,
    learnSenders: senders.learnAll,
    sendersKnown: senders.assertKnown,
    rpc: ingestService({ heard, forget: senders.forget }),
  };
}
