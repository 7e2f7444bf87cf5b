import { nameWords } from '@bloom/domain';
import type {
  ClientDocument,
  EditDocument,
  PractitionerDocument,
  RunDocument,
  SessionDocument,
  Store,
} from '@bloom/store';

/** Records as the reconciler leaves them, for tests of those that read them. */
export function testSession(given: Partial<SessionDocument> & { _id: string }): SessionDocument {
  return {
    practice: 'demo',
    halaxyId: `h_${given._id}`,
    revision: 1,
    gone: false,
    appointmentId: `a_${given._id}`,
    patientId: '7',
    clientId: 'c_1',
    client: { givenName: 'Mia', familyName: 'Kerr' },
    roleId: 'PR-1',
    practitionerId: 'p_ann',
    startMs: 0,
    endMs: (given.startMs ?? 0) + 50 * 60_000,
    status: { raw: 'booked', meaning: 'confirmed', arrived: false },
    comment: null,
    locationType: 'in-person',
    invoiceId: null,
    serviceId: null,
    feeId: null,
    clients: 1,
    origin: { source: 'sweep', readNo: 1, atMs: Date.UTC(2026, 10, 1) },
    ...given,
  };
}

export function testPractitioner(
  given: Partial<PractitionerDocument> & { _id: string },
): PractitionerDocument {
  return {
    practice: 'demo',
    halaxyId: `h_${given._id}`,
    revision: 1,
    gone: false,
    displayName: 'Ann Example',
    email: 'ann@bloom.test',
    active: true,
    ...given,
  };
}

export function testClient(given: Partial<ClientDocument> & { _id: string }): ClientDocument {
  const { givenName = 'Mia', familyName = 'Kerr', preferredName = null } = given;
  return {
    practice: 'demo',
    halaxyId: `h_${given._id}`,
    revision: 1,
    gone: false,
    ...{ givenName, familyName, preferredName },
    nameWords: nameWords(givenName, familyName, preferredName),
    birthDate: null,
    email: null,
    mobile: null,
    phone: null,
    active: true,
    ...given,
  };
}

export function testRun(given: Partial<RunDocument> & { _id: string }): RunDocument {
  return {
    practice: 'demo',
    kind: 'first',
    state: 'running',
    startedAtMs: Date.UTC(2026, 10, 23),
    completedAtMs: null,
    counts: { created: 1, updated: 0, deleted: 0, same: 0, errors: 0 },
    slices: [],
    v: 3,
    ...given,
  };
}

/** An edit that was refused: it may be looked at, taken note of, and tried again. */
export function testEdit(given: Partial<EditDocument> & { _id: string }): EditDocument {
  const createdAtMs = Date.UTC(2026, 10, 23);
  return {
    practice: 'demo',
    target: `a_of_${given._id}`,
    seq: 1,
    entityId: 's_ann',
    practitionerId: 'p_ann',
    wish: {
      kind: 'session',
      change: { comment: 'mine' },
      base: { comment: null },
      halaxy: { id: `h_${given._id}`, patientId: '7' },
    },
    by: { id: 'u_1', name: 'Someone' },
    requestHash: 'h',
    state: 'refused',
    v: 3,
    live: false,
    outcome: { saved: [], lost: [] },
    carried: false,
    reason: 'rejected',
    retryOf: null,
    createdAtMs,
    endedAtMs: createdAtMs + 1_000,
    seenAtMs: null,
    at: new Date(createdAtMs),
    ...given,
  };
}

export async function putRecords(
  store: Store,
  records: {
    readonly sessions?: readonly SessionDocument[];
    readonly practitioners?: readonly PractitionerDocument[];
    readonly clients?: readonly ClientDocument[];
    readonly runs?: readonly RunDocument[];
    readonly edits?: readonly EditDocument[];
  },
): Promise<void> {
  const put = async <T extends { _id: string }>(
    name: string,
    documents: readonly T[] = [],
  ): Promise<void> => {
    const table = store.collection<{ _id: string }>(name);
    for (const document of documents)
      await table.replaceOne({ _id: document._id }, document, { upsert: true });
  };
  await put('sessions', records.sessions);
  await put('practitioners', records.practitioners);
  await put('clients', records.clients);
  await put('sync_runs', records.runs);
  await put('edits', records.edits);
}
