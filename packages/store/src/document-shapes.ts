import type { Document } from 'mongodb';

const text = { bsonType: 'string' };
const number = { bsonType: 'number' };
const flag = { bsonType: 'bool' };
const date = { bsonType: 'date' };
const list = { bsonType: 'array' };
const object = { bsonType: 'object' };

/** Fields that a document must have, each of its type; others may stand beside them, so that versions can live side by side. */
const has = (properties: Document, optional: Document = {}): Document => ({
  bsonType: 'object',
  ...(Object.keys(properties).length > 0 ? { required: Object.keys(properties) } : {}),
  properties: { ...properties, ...optional },
});

const projected = { practice: text, halaxyId: text, revision: number, gone: flag };
const message = { topicName: text, key: text, value: { bsonType: 'binData' }, headers: object };

/** What MongoDB refuses to keep otherwise, as `$jsonSchema`, by collection: a fault of ours is found where it is made. */
export const documentShapes: Readonly<Record<string, Document>> = {
  practices: has({
    name: text,
    timezone: text,
    practiceKey: text,
    halaxy: object,
    webhookSecrets: list,
    v: number,
  }),
  mirrors: has(
    { practice: text, type: text, rid: text, v: number, from: number, to: number, readAtMs: number },
    { content: text, lastUpdatedMs: number, startMs: number, goneAtMs: number },
  ),
  practitioners: has({ ...projected, displayName: text, active: flag }),
  roles: has({ practice: text, roleId: text }),
  clients: has({ ...projected, givenName: text, familyName: text, active: flag }),
  sessions: has({
    ...projected,
    appointmentId: text,
    patientId: text,
    clientId: text,
    startMs: number,
    endMs: number,
    status: object,
  }),
  invoices: has({ ...projected, isQuote: flag, grossCents: number, isPaid: flag }),
  invoice_lines: has({ ...projected, invoiceId: text, isVoid: flag }),
  referrals: has({ ...projected, clientId: text, used: number }),
  catalogue: has({ ...projected, type: text, name: text }),
  rereads: has({
    practice: text,
    type: text,
    rid: text,
    wantedNo: number,
    dueAtMs: number,
    sinceMs: number,
    attempts: number,
  }),
  session_history: has({ practice: text, sessionId: text, changes: list, at: date }),
  reads_of_nothing: has({ readAt: date }),
  held_deletions: has({ practice: text, type: text, state: text, sinceMs: number }),
  held_records: has(
    { practice: text, type: text, rid: text, holdId: text, heldAtMs: number, state: text },
    { endsAt: date },
  ),
  sync_runs: has(
    { practice: text, kind: text, state: text, startedAtMs: number, counts: object, slices: list, v: number },
    { about: object, endedAt: date },
  ),
  sync_status: has({ nextDueAtMs: number, firstSyncDone: flag, cursors: object, errors: list }),
  leases: has({ holder: text, fence: number, untilMs: number }),
  halaxy_credentials: has(
    {},
    { fullAtMs: number, gateUntilMs: number, scarceUntilMs: number, readNo: number },
  ),
  breaker_overrides: has({ by: text, atMs: number }),
  heard: has({ practice: text, event: text, lastHeardAtMs: number }),
  inbox: has(message),
  outbox_reconciler: has({ ...message, at: date }),
  'outbox_dashboard-api': has({ ...message, at: date }),
  'outbox_halaxy-writer': has({ ...message, at: date }),
  edits: has({
    ...{ practice: text, target: text, seq: number, entityId: text, wish: object, by: object },
    ...{
      requestHash: text,
      state: text,
      v: number,
      live: flag,
      carried: flag,
      createdAtMs: number,
      at: date,
    },
  }),
  edit_targets: has({ practice: text, seq: number, counter: number }),
  writes: has({
    ...{ practice: text, target: text, seq: number, wish: object, state: text, v: number },
    ...{ over: flag, head: flag, dueAtMs: number, sinceMs: number, deliveries: number, bound: text },
  }),
  write_targets: has({ practice: text, endedSeq: number }),
  dead_letters: has({ practice: text, kind: text, reason: text, givenUpAtMs: number, state: text }),
  observed: has({
    ...{ practice: text, type: text, rid: text, content: text, from: number, to: number },
    ...{ settlesSeq: number, dueAtMs: number, attempts: number },
  }),
  client_own: has(
    {
      practice: text,
      id: text,
      revision: number,
      presentingIssues: list,
      privateNotes: { bsonType: ['object', 'null'] },
    },
    { status: text },
  ),
  settings: has({
    practice: text,
    id: text,
    revision: number,
    weeklyRevenueTarget: number,
    monthlyRevenueTarget: number,
    maxSessions: number,
    timezone: { bsonType: ['string', 'null'] },
  }),
};
