import { createEdits, readEdits, readWrites } from '@bloom/store';
import type { DashboardApiPorts } from '../ports.ts';
import { createAcceptEdit } from './accept-edit.ts';
import { createAnnounceEdit } from './announce-edit.ts';
import { createFollowEdits } from './follow-edits.ts';
import { createLookAfterEdits } from './look-after-edits.ts';
import { createRetryEdit } from './retry-edit.ts';

/** All that has to do with edits: accepting them, following them to their end, trying them again. */
export function createEditing(ports: DashboardApiPorts) {
  const { store, outbox, clock, settings } = ports;
  const reader = readEdits(store);
  const edits = createEdits(store, outbox);
  const announce = createAnnounceEdit(store, ports);
  const accept = createAcceptEdit({ ...ports, idKey: settings.idKey, edits, reader, announce });
  const retry = createRetryEdit(store, { accept, clock });
  const follow = createFollowEdits(store, {
    ...ports,
    ...{ edits, reader, writes: readWrites(store), announce, retry },
  });
  const lookAfter = createLookAfterEdits({ ...ports, reader, edits, follow });
  return { reader, edits, announce, accept, retry, follow, lookAfter };
}

export type Editing = ReturnType<typeof createEditing>;
