import { isDeepStrictEqual } from 'node:util';
import { channelsOfSession } from '@bloom/contracts';
import { transformPatient, transformPractitioner, transformRole } from '@bloom/domain';
import type {
  ClientDocument,
  PractitionerDocument,
  RecordTables,
  SessionDocument,
  Transaction,
} from '@bloom/store';
import type { Change } from '../ports.ts';
import { type About, nothingToProject, type Projection } from './projection.ts';

type Raw = Readonly<Record<string, unknown>> | undefined;

/** Screens show days, not years: of a client's many sessions only these near ones are announced one by one. */
const announcedMax = 200;

/** A client follows their Patient record, and the names in their sessions follow the client. */
export async function projectPatient(
  record: Raw,
  { practice, halaxyId, ids, nowMs }: About,
  tables: RecordTables,
  transaction: Transaction,
): Promise<Projection> {
  const session = { session: transaction };
  const _id = ids.client(practice, halaxyId);
  const held = await tables.clients.findOne({ _id }, session);
  if (record === undefined) {
    if (held && !held.gone)
      await tables.clients.updateOne({ _id }, { $set: { gone: true }, $inc: { revision: 1 } }, session);
    return nothingToProject;
  }
  const read = transformPatient(record);
  if (read.kind !== 'usable') return { ...nothingToProject, faults: codesOf(read) };
  const { givenName, familyName, preferredName, birthDate, email, mobile, phone, active } = read.record;
  const fields = { givenName, familyName, preferredName, birthDate, email, mobile, phone, active };
  const next: ClientDocument = {
    _id,
    practice,
    halaxyId,
    ...fields,
    gone: false,
    revision: (held?.revision ?? 0) + 1,
  };
  if (held && isDeepStrictEqual({ ...held, revision: next.revision }, next))
    return { ...nothingToProject, faults: codesOf(read) };
  await tables.clients.replaceOne({ _id }, next, { upsert: true, ...session });
  const named = { practice, clientId: _id, client: { $ne: { givenName, familyName } } };
  return {
    ...nothingToProject,
    changes: await follow(named, { client: { givenName, familyName } }, { tables, transaction, nowMs }),
    faults: codesOf(read),
  };
}

export async function projectPractitioner(
  record: Raw,
  { practice, halaxyId, ids }: About,
  tables: RecordTables,
  transaction: Transaction,
): Promise<Projection> {
  const session = { session: transaction };
  const _id = ids.practitioner(practice, halaxyId);
  const held = await tables.practitioners.findOne({ _id }, session);
  const read = record === undefined ? undefined : transformPractitioner(record);
  if (read?.kind !== 'usable') {
    if (held && !held.gone && read?.kind !== 'unusable')
      await tables.practitioners.updateOne({ _id }, { $set: { gone: true }, $inc: { revision: 1 } }, session);
    return { ...nothingToProject, faults: read ? codesOf(read) : [] };
  }
  const { displayName, email, active } = read.record;
  const revision = (held?.revision ?? 0) + 1;
  const next: PractitionerDocument = {
    _id,
    practice,
    halaxyId,
    displayName,
    email,
    active,
    gone: false,
    revision,
  };
  if (!(held && isDeepStrictEqual({ ...held, revision }, next)))
    await tables.practitioners.replaceOne({ _id }, next, { upsert: true, ...session });
  return { ...nothingToProject, faults: codesOf(read) };
}

/** A role tells whose a session is: those that waited for it get their practitioner. */
export async function projectRole(
  record: Raw,
  { practice, halaxyId, ids, nowMs }: About,
  tables: RecordTables,
  transaction: Transaction,
): Promise<Projection> {
  const session = { session: transaction };
  const read = record === undefined ? undefined : transformRole(record);
  // A role that is gone still says whose its sessions were.
  if (read === undefined || read.kind === 'unusable')
    return { ...nothingToProject, faults: read ? codesOf(read) : [] };
  const staff = read.kind === 'usable' ? read.record.practitionerId : undefined;
  const practitionerId = staff === undefined ? null : ids.practitioner(practice, staff);
  const role = { _id: `${practice}|${halaxyId}`, practice, roleId: halaxyId, practitionerId };
  await tables.roles.replaceOne({ _id: role._id }, role, { upsert: true, ...session });
  const held =
    practitionerId === null ? null : await tables.practitioners.findOne({ _id: practitionerId }, session);
  const behind = { practice, roleId: halaxyId, practitionerId: { $ne: practitionerId } };
  return {
    changes: await follow(behind, { practitionerId }, { tables, transaction, nowMs }),
    wanted: staff !== undefined && held === null ? [{ type: 'Practitioner', id: staff }] : [],
    faults: codesOf(read),
  };
}

/** Makes sessions follow what is copied into them, and names those to be shown again. */
async function follow(
  filter: Parameters<RecordTables['sessions']['find']>[0],
  fields: Partial<Pick<SessionDocument, 'client' | 'practitionerId'>>,
  { tables, transaction, nowMs }: { tables: RecordTables; transaction: Transaction; nowMs: number },
): Promise<Change[]> {
  const session = { session: transaction };
  const behind = await tables.sessions
    .find(filter ?? {}, { ...session, projection: { practice: 1, practitionerId: 1, startMs: 1 } })
    .toArray();
  if (behind.length === 0) return [];
  await tables.sessions.updateMany(
    { _id: { $in: behind.map(({ _id }) => _id) } },
    { $set: fields, $inc: { revision: 1 } },
    session,
  );
  return nearest(behind, nowMs).map(({ _id, practice, practitionerId }) => {
    const owners = [practitionerId, fields.practitionerId ?? practitionerId];
    const channels = owners.flatMap((owner) => channelsOfSession(practice, owner));
    return { kind: 'session', id: _id, channels: [...new Set(channels)] };
  });
}

/** The sessions nearest to now; and of every practitioner one at least, so that no cache keeps what is over. */
function nearest<S extends Pick<SessionDocument, 'startMs' | 'practitionerId'>>(
  behind: readonly S[],
  nowMs: number,
): S[] {
  const sorted = [...behind].sort((a, b) => Math.abs(a.startMs - nowMs) - Math.abs(b.startMs - nowMs));
  const owners = new Set<string | null>();
  return sorted.filter(({ practitionerId }, place) => {
    const isFirstOfOwner = !owners.has(practitionerId);
    owners.add(practitionerId);
    return place < announcedMax || isFirstOfOwner;
  });
}

function codesOf(read: { kind: string; faults?: readonly { code: string }[] }): string[] {
  return (read.faults ?? []).map(({ code }) => code);
}
