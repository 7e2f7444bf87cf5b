import type { Store } from './connect-store.ts';
import { documentShapes } from './document-shapes.ts';

/** So long MongoDB keeps what a read changed of a session. */
export const sessionHistoryDays = 400;
const daySeconds = 86_400;

/** Every shape and index of the house, by collection. Called by each service at start: what is there costs nothing. */
export async function prepareStore(store: Store): Promise<void> {
  await Promise.all(Object.entries(documentShapes).map(([name, shape]) => store.hold(name, shape)));
  const indexes: Readonly<Record<string, readonly Record<string, 1 | -1>[]>> = {
    mirrors: [
      { practice: 1, type: 1, goneAtMs: 1 },
      { practice: 1, type: 1, to: -1 },
      { practice: 1, type: 1, from: 1 },
      { practice: 1, type: 1, startMs: 1 },
    ],
    practitioners: [{ practice: 1 }],
    roles: [{ practice: 1, practitionerId: 1 }],
    clients: [
      { practice: 1 },
      { practice: 1, mergedInto: 1 },
      { practice: 1, bornOf: 1 },
      { practice: 1, nameWords: 1 },
    ],
    sessions: [
      { practice: 1, practitionerId: 1, startMs: 1 },
      { practice: 1, startMs: 1 },
      { practice: 1, halaxyId: 1 },
      // How often clients came, and who a practitioner's clients are, are told by the index alone.
      { practice: 1, clientId: 1, startMs: 1, gone: 1, 'status.meaning': 1 },
      { practice: 1, practitionerId: 1, clientId: 1, gone: 1, 'status.meaning': 1 },
      { practice: 1, invoiceId: 1 },
      { practice: 1, roleId: 1 },
      { practice: 1, bornOf: 1 },
    ],
    invoice_lines: [
      { practice: 1, appointmentId: 1 },
      { practice: 1, invoiceId: 1 },
    ],
    referrals: [{ practice: 1, clientId: 1 }],
    catalogue: [{ practice: 1 }],
    session_history: [{ practice: 1, sessionId: 1, _id: -1 }],
    rereads: [{ practice: 1, dueAtMs: 1 }, { dueAtMs: 1 }],
    sync_runs: [
      { practice: 1, state: 1 },
      { state: 1, practice: 1 },
    ],
    sync_status: [{ nextDueAtMs: 1 }],
    held_deletions: [{ practice: 1, state: 1 }],
    held_records: [
      { holdId: 1, state: 1 },
      { practice: 1, type: 1, heldAtMs: 1 },
    ],
    edits: [
      { practice: 1, live: 1, target: 1 },
      { practice: 1, live: 1, 'wish.kind': 1 },
      { practice: 1, live: 1, carried: 1 },
      { live: 1, createdAtMs: 1 },
      { practice: 1, target: 1, seq: 1 },
      { practice: 1, createdAtMs: -1, _id: -1 },
    ],
    writes: [
      { practice: 1, head: 1, over: 1, dueAtMs: 1 },
      { head: 1, over: 1, dueAtMs: 1 },
      { practice: 1, target: 1, seq: 1 },
    ],
    dead_letters: [{ practice: 1, givenUpAtMs: -1 }, { state: 1 }],
    observed: [{ practice: 1, dueAtMs: 1 }],
    heard: [{ practice: 1 }],
    client_own: [{ practice: 1 }],
    settings: [{ practice: 1 }],
  };
  await Promise.all(
    Object.entries(indexes).flatMap(([name, specs]) =>
      specs.map((spec) => store.collection(name).createIndex(spec)),
    ),
  );
  await forgetAfter(store, 'sync_runs', 'endedAt', 30 * daySeconds);
  await forgetAfter(store, 'reads_of_nothing', 'readAt', 10);
  await forgetAfter(store, 'held_records', 'endsAt', 0);
  await forgetAfter(store, 'session_history', 'at', sessionHistoryDays * daySeconds);
  await forgetAfter(store, 'edits', 'at', 90 * daySeconds);
  await forgetAfter(store, 'writes', 'overAt', 90 * daySeconds);
  await store.collection('practices').createIndex({ practiceKey: 1 }, { unique: true });
  await store.collection('writes').createIndex({ practice: 1, bound: 1 }, { unique: true });
}

/** MongoDB looks for what is over once a minute. */
async function forgetAfter(store: Store, name: string, field: string, seconds: number): Promise<void> {
  await store.collection(name).createIndex({ [field]: 1 }, { expireAfterSeconds: seconds });
}
