import { type Appointment, transformAppointment } from '@bloom/domain';
import type { PublicIds } from '@bloom/kit';
import type { EditMarks, MirrorDocument, RoleDocument, SessionDocument } from '@bloom/store';
import type { NamedClient } from './resolve-clients.ts';

/** What an appointment says of one of its sessions, before it is compared with what we hold. */
export type SessionFields = Omit<SessionDocument, 'revision' | 'origin'>;

/** The sessions of an appointment's record, none where it is gone or unusable. */
export function readSessions(
  record: unknown,
  {
    practice,
    ids,
    clients,
    roles,
    edited,
  }: {
    practice: string;
    ids: PublicIds;
    /** Whom the patients' ids name. */
    clients: ReadonlyMap<string, NamedClient>;
    /** Those we hold, by Halaxy's id. */
    roles: ReadonlyMap<string, RoleDocument>;
    /** What edits left on the appointment's mirror. */
    edited: Pick<MirrorDocument, 'settledSeq' | 'bornOf'>;
  },
): SessionFields[] {
  const read = transformAppointment(record);
  if (read.kind !== 'usable') return [];
  const appointment = read.record;
  const roleId = ownRole(appointment, roles);
  return appointment.sessions.map((session) => {
    const named = clients.get(session.patientId);
    const client = named?.client;
    const { raw, meaning, arrived } = session.status;
    return {
      _id: ids.session(practice, appointment.id, session.patientId),
      practice,
      halaxyId: appointment.id,
      gone: false,
      appointmentId: ids.appointment(practice, appointment.id),
      patientId: session.patientId,
      clientId: named?.clientId ?? ids.client(practice, session.patientId),
      client: client ? { givenName: client.givenName, familyName: client.familyName } : null,
      roleId,
      practitionerId: (roleId !== null && roles.get(roleId)?.practitionerId) || null,
      startMs: appointment.startMs,
      endMs: appointment.endMs,
      status: { raw, meaning, arrived },
      comment: appointment.comment,
      locationType: appointment.locationType,
      invoiceId: session.invoiceId,
      serviceId: appointment.serviceId,
      feeId: appointment.feeId,
      clients: appointment.sessions.length,
      ...editMarks(edited, session.patientId),
    };
  });
}

/** The first role that is staff; one we do not know yet may be. */
function ownRole({ roleIds }: Appointment, roles: ReadonlyMap<string, RoleDocument>): string | null {
  return roleIds.find((id) => roles.get(id)?.practitionerId !== null) ?? roleIds[0] ?? null;
}

/** An edit of the appointment counts in all its sessions; the booking that made it is one patient's. */
function editMarks(
  { settledSeq, bornOf }: Pick<MirrorDocument, 'settledSeq' | 'bornOf'>,
  patientId: string,
): EditMarks {
  return {
    ...(settledSeq === undefined ? {} : { settledSeq }),
    ...(bornOf?.patientId === patientId ? { bornOf: bornOf.editId } : {}),
  };
}
