import { isDeepStrictEqual } from 'node:util';
import { channelsOfSession } from '@bloom/contracts';
import { transformAppointment } from '@bloom/domain';
import type { Origin, RecordTables, SessionDocument } from '@bloom/store';
import type { Change } from '../ports.ts';
import { faultCodes } from './fault-codes.ts';
import { figuresOf, ownersOf } from './figures-of.ts';
import { nothingToProject, type Project } from './projection.ts';
import { resolveClients } from './resolve-clients.ts';
import { readSessions, type SessionFields } from './session-fields.ts';
import { historyOf } from './session-history.ts';

/**
 * Makes the sessions of an appointment follow its record: one per patient, those gone whose patient left it or whose
 * appointment is gone. A session's revision grows only when a reader could see a difference.
 */
export const projectAppointment: Project = async (record, about, tables) => {
  const { practice, halaxyId, ids, origin, quiet, edited } = about;
  const read = transformAppointment(record);
  const faults = faultCodes(read);
  // What cannot be read ends nothing: the sessions that we hold stand until it can.
  if (record !== undefined && read.kind !== 'usable') return { ...nothingToProject, faults };
  const appointment = read.kind === 'usable' ? read.record : undefined;
  const patientIds = appointment?.sessions.map(({ patientId }) => patientId) ?? [];
  const roleKeys = appointment?.roleIds.map((id) => `${practice}|${id}`) ?? [];
  const [clients, roles, held] = await Promise.all([
    resolveClients(tables, { practice, ids }, patientIds),
    tables.roles.find({ _id: { $in: roleKeys } }).toArray(),
    tables.sessions.find({ practice, halaxyId }).toArray(),
  ]);
  const seen = readSessions(record, {
    practice,
    ids,
    clients,
    roles: new Map(roles.map((role) => [role.roleId, role])),
    edited,
  });
  const before = new Map(held.map((session) => [session._id, session]));
  const next = compareSessions(held, seen, origin);
  const counted = next.filter((one) => !countsAlike(before.get(one._id), one));
  const touched = [...counted, ...counted.flatMap(({ _id }) => before.get(_id) ?? [])];
  const [owners, used] = await Promise.all([
    quiet ? [] : ownersConcerned(tables, practice, touched),
    referralsUsed(tables, practice, next, before),
  ]);
  const heldRoles = new Set(roles.map(({ roleId }) => roleId));
  const history = next.flatMap((one) => {
    const earlier = before.get(one._id);
    return (earlier && historyOf(earlier, one, origin)) ?? [];
  });
  return {
    async write(session) {
      for (const one of next) {
        // One that moved since it was loaded is not overwritten: the insert fails, and all is decided again.
        const filter = { _id: one._id, revision: one.revision - 1 };
        await tables.sessions.replaceOne(filter, one, { upsert: true, session });
      }
      for (const one of history)
        await tables.sessionHistory.replaceOne({ _id: one._id }, one, { upsert: true, session });
    },
    changes: [
      ...next.map(
        (one): Change => ({
          kind: 'session',
          id: one._id,
          channels: channelsOf(practice, before.get(one._id), one),
        }),
      ),
      ...figuresOf(practice, owners),
    ],
    faults: record === undefined ? [] : faults,
    wanted: [
      ...(appointment?.roleIds ?? [])
        .filter((id) => !heldRoles.has(id))
        .map((id) => ({ type: 'PractitionerRole', id })),
      ...patientIds
        .filter((id) => clients.get(id)?.client === undefined)
        .map((id) => ({ type: 'Patient', id })),
      ...used.map((id) => ({ type: 'Referral', id })),
      ...unlinked(next, before).map((id) => ({ type: 'Invoice', id })),
    ],
  };
};

/** The sessions to write: those that differ from what we hold, and those that ended. */
export function compareSessions(
  held: readonly SessionDocument[],
  seen: readonly SessionFields[],
  origin: Origin,
): SessionDocument[] {
  const next: SessionDocument[] = [];
  for (const fields of seen) {
    const before = held.find(({ _id }) => _id === fields._id);
    const now = { ...fields, revision: (before?.revision ?? 0) + 1, origin: before?.origin ?? origin };
    if (before === undefined || !isDeepStrictEqual({ ...before, revision: now.revision }, now))
      next.push(now);
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

/** Whether figures count both the same: a comment, say, is none of theirs. */
function countsAlike(before: SessionDocument | undefined, now: SessionDocument): boolean {
  if (before === undefined) return false;
  const counted = (one: SessionDocument) => [
    one.gone,
    one.practitionerId,
    one.clientId,
    one.startMs,
    one.endMs,
    one.status.meaning,
    one.invoiceId,
    one.serviceId,
    one.feeId,
    one.clients,
  ];
  return isDeepStrictEqual(counted(before), counted(now));
}

/** Whose figures change with these sessions: their owners', and of everybody who sees their clients. */
async function ownersConcerned(
  tables: Pick<RecordTables, 'sessions'>,
  practice: string,
  sessions: readonly SessionDocument[],
): Promise<(string | null)[]> {
  if (sessions.length === 0) return [];
  const clientIds = [...new Set(sessions.map(({ clientId }) => clientId))];
  const ofClients = await ownersOf(tables, { practice, clientId: { $in: clientIds } });
  return [...sessions.map(({ practitionerId }) => practitionerId), ...ofClients];
}

/** Invoices that sessions name no more: they may have gone with what named them. */
function unlinked(
  next: readonly SessionDocument[],
  before: ReadonlyMap<string, SessionDocument>,
): readonly string[] {
  const named = new Set(next.flatMap(({ gone, invoiceId }) => (gone ? [] : (invoiceId ?? []))));
  const earlier = next.flatMap(({ _id }) => before.get(_id)?.invoiceId ?? []);
  return [...new Set(earlier)].filter((id) => !named.has(id));
}

/** Halaxy counts a referral's use by what was attended, and tells nobody: those of the clients concerned are read again. */
async function referralsUsed(
  tables: Pick<RecordTables, 'referrals'>,
  practice: string,
  next: readonly SessionDocument[],
  before: ReadonlyMap<string, SessionDocument>,
): Promise<string[]> {
  const isHeld = (one: SessionDocument | undefined) =>
    one?.gone === false && one.status.meaning === 'completed';
  const changed = next.filter((one) => isHeld(one) !== isHeld(before.get(one._id)));
  if (changed.length === 0) return [];
  const clientIds = [...new Set(changed.map(({ clientId }) => clientId))];
  return tables.referrals.distinct('halaxyId', { practice, gone: false, clientId: { $in: clientIds } });
}
