import type { Store } from './connect-store.ts';

/** Every index of the house, by collection. Called by each service at start: an index that is there costs nothing. */
export async function prepareStore(store: Store): Promise<void> {
  const indexes: Readonly<Record<string, readonly Record<string, 1 | -1>[]>> = {
    mirrors: [
      { practice: 1, type: 1, goneAtMs: 1 },
      { practice: 1, type: 1, to: -1 },
    ],
    practitioners: [{ practice: 1 }],
    roles: [{ practice: 1, practitionerId: 1 }],
    clients: [{ practice: 1 }],
    sessions: [
      { practice: 1, practitionerId: 1, startMs: 1 },
      { practice: 1, startMs: 1 },
      { practice: 1, halaxyId: 1 },
      { practice: 1, clientId: 1 },
      { practice: 1, roleId: 1 },
    ],
    rereads: [{ practice: 1, dueAtMs: 1 }, { dueAtMs: 1 }],
    sync_runs: [{ practice: 1, state: 1 }],
    sync_status: [{ nextDueAtMs: 1 }],
    heard: [{ practice: 1 }],
  };
  await Promise.all(
    Object.entries(indexes).flatMap(([name, specs]) =>
      specs.map((spec) => store.collection(name).createIndex(spec)),
    ),
  );
  await store.collection('practices').createIndex({ practiceKey: 1 }, { unique: true });
}
