import { isDeepStrictEqual } from 'node:util';
import { channelsOfSession } from '@bloom/contracts';
import { transformAppointment } from '@bloom/domain';
import type { SessionDocument } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { nothingToProject, type Project } from './projection.ts';
import { readSessions, type SessionFields } from './session-fields.ts';

/**
 * Makes the sessions of an appointment follow its record: one per patient, those gone whose patient left it or whose
 * appointment is gone. A session's revision grows only when a reader could see a difference.
 */
export const projectAppointment: Project = async (record, { practice, halaxyId, ids }, tables) => {
  const read = transformAppointment(record);
  const faults = faultCodes(read);
  // What cannot be read ends nothing: the sessions that we hold stand until it can.
  if (record !== undefined && read.kind !== 'usable') return { ...nothingToProject, faults };
  const appointment = read.kind === 'usable' ? read.record : undefined;
  const clientIds = appointment?.sessions.map(({ patientId }) => ids.client(practice, patientId)) ?? [];
  const roleKeys = appointment?.roleIds.map((id) => `${practice}|${id}`) ?? [];
  const [clients, roles, held] = await Promise.all([
    tables.clients.find({ _id: { $in: clientIds } }).toArray(),
    tables.roles.find({ _id: { $in: roleKeys } }).toArray(),
    tables.sessions.find({ practice, halaxyId }).toArray(),
  ]);
  const seen = readSessions(record, {
    practice,
    ids,
    clients: new Map(clients.map((client) => [client._id, client])),
    roles: new Map(roles.map((role) => [role.roleId, role])),
  });
  const before = new Map(held.map((session) => [session._id, session]));
  const next = compareSessions(held, seen);
  const heldRoles = new Set(roles.map(({ roleId }) => roleId));
  const heldClients = new Set(clients.map(({ _id }) => _id));
  return {
    async write(session) {
      for (const one of next) {
        // One that moved since it was loaded is not overwritten: the insert fails, and all is decided again.
        const filter = { _id: one._id, revision: one.revision - 1 };
        await tables.sessions.replaceOne(filter, one, { upsert: true, session });
      }
    },
    changes: next.map((one) => ({
      kind: 'session',
      id: one._id,
      channels: channelsOf(practice, before.get(one._id), one),
    })),
    faults: record === undefined ? [] : faults,
    wanted: [
      ...(appointment?.roleIds ?? [])
        .filter((id) => !heldRoles.has(id))
        .map((id) => ({ type: 'PractitionerRole', id })),
      ...(appointment?.sessions ?? [])
        .filter(({ patientId }) => !heldClients.has(ids.client(practice, patientId)))
        .map(({ patientId }) => ({ type: 'Patient', id: patientId })),
    ],
  };
};

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
