import { isDeepStrictEqual } from 'node:util';
import { channelsOfSession } from '@bloom/contracts';
import { transformAppointment } from '@bloom/domain';
import type { RecordTables, SessionDocument, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';
import { type About, nothingToProject, type Projection } from './projection.ts';
import { readSessions, type SessionFields } from './session-fields.ts';

/**
 * Makes the sessions of an appointment follow its record: one per patient, those gone whose patient left it or whose
 * appointment is gone. A session's revision grows only when a reader could see a difference.
 */
export async function projectAppointment(
  record: Readonly<Record<string, unknown>> | undefined,
  about: About,
  tables: RecordTables,
  transaction: Transaction,
): Promise<Projection> {
  const { practice, halaxyId, ids } = about;
  const session = { session: transaction };
  const read = transformAppointment(record);
  // What cannot be read ends nothing: the sessions that we hold stand until it can.
  if (record !== undefined && read.kind !== 'usable')
    return {
      ...nothingToProject,
      faults: read.kind === 'unusable' ? read.faults.map(({ code }) => code) : [],
    };
  const appointment = read.kind === 'usable' ? read.record : undefined;
  const clientIds = appointment?.sessions.map(({ patientId }) => ids.client(practice, patientId)) ?? [];
  const roleKeys = appointment?.roleIds.map((id) => `${practice}|${id}`) ?? [];
  const clients = await tables.clients.find({ _id: { $in: clientIds } }, session).toArray();
  const roles = await tables.roles.find({ _id: { $in: roleKeys } }, session).toArray();
  const held = await tables.sessions.find({ practice, halaxyId }, session).toArray();
  const seen = readSessions(record, {
    practice,
    ids,
    clients: new Map(clients.map((client) => [client._id, client])),
    roles: new Map(roles.map((role) => [role.roleId, role])),
  });

  const changes: Change[] = [];
  for (const next of compareSessions(held, seen)) {
    const before = held.find(({ _id }) => _id === next._id);
    await tables.sessions.replaceOne({ _id: next._id }, next, { upsert: true, ...session });
    changes.push({ kind: 'session', id: next._id, channels: channelsOf(practice, before, next) });
  }
  const heldRoles = new Set(roles.map(({ roleId }) => roleId));
  const heldClients = new Set(clients.map(({ _id }) => _id));
  return {
    changes,
    faults: read.kind === 'usable' ? read.faults.map(({ code }) => code) : [],
    wanted: [
      ...(appointment?.roleIds ?? [])
        .filter((id) => !heldRoles.has(id))
        .map((id) => ({ type: 'PractitionerRole', id })),
      ...(appointment?.sessions ?? [])
        .filter(({ patientId }) => !heldClients.has(ids.client(practice, patientId)))
        .map(({ patientId }) => ({ type: 'Patient', id: patientId })),
    ],
  };
}

/** The sessions to write: those that differ from what we hold, and those that ended. */
export function compareSessions(
  held: readonly SessionDocument[],
  seen: readonly SessionFields[],
): SessionDocument[] {
  const next: SessionDocument[] = [];
  for (const fields of seen) {
    const before = held.find(({ _id }) => _id === fields._id);
    const revision = (before?.revision ?? 0) + 1;
    if (before === undefined || !isDeepStrictEqual({ ...before, revision }, { ...fields, revision }))
      next.push({ ...fields, revision });
  }
  for (const before of held)
    if (!before.gone && !seen.some(({ _id }) => _id === before._id))
      next.push({ ...before, gone: true, revision: before.revision + 1 });
  return next;
}

function channelsOf(practice: string, before: SessionDocument | undefined, now: SessionDocument): string[] {
  const all = [before, now].flatMap((one) => (one ? channelsOfSession(practice, one.practitionerId) : []));
  return [...new Set(all)];
}
