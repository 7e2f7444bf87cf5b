import { isDeepStrictEqual } from 'node:util';
import { transformPractitioner, transformRole } from '@bloom/domain';
import type { PractitionerDocument } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { figuresOf, ownersOf } from './figures-of.ts';
import { followSessions } from './follow-sessions.ts';
import { nothingToProject, type Project } from './projection.ts';

/** A practitioner follows their record; an external contact is none of ours. */
export const projectPractitioner: Project = async (record, { practice, halaxyId, ids }, tables) => {
  const _id = ids.practitioner(practice, halaxyId);
  const held = await tables.practitioners.findOne({ _id });
  const read = record === undefined ? undefined : transformPractitioner(record);
  const faults = read ? faultCodes(read) : [];
  if (read?.kind !== 'usable') {
    if (!held || held.gone || read?.kind === 'unusable') return { ...nothingToProject, faults };
    const gone = { $set: { gone: true }, $inc: { revision: 1 } };
    return {
      ...nothingToProject,
      write: async (session) => void (await tables.practitioners.updateOne({ _id }, gone, { session })),
      faults,
    };
  }
  const { displayName, email, active } = read.record;
  const revision = (held?.revision ?? 0) + 1;
  const fields = { displayName, email, active };
  const next: PractitionerDocument = { _id, practice, halaxyId, ...fields, gone: false, revision };
  if (held && isDeepStrictEqual({ ...held, revision }, next)) return { ...nothingToProject, faults };
  return {
    ...nothingToProject,
    write: async (session) =>
      void (await tables.practitioners.replaceOne({ _id }, next, { upsert: true, session })),
    faults,
  };
};

/** A role tells whose a session is: those that waited for it get their practitioner. */
export const projectRole: Project = async (record, about, tables) => {
  const { practice, halaxyId, ids, nowMs, origin } = about;
  const read = record === undefined ? undefined : transformRole(record);
  // A role that is gone still says whose its sessions were.
  if (read === undefined || read.kind === 'unusable')
    return { ...nothingToProject, faults: read ? faultCodes(read) : [] };
  const staff = read.kind === 'usable' ? read.record.practitionerId : undefined;
  const practitionerId = staff === undefined ? null : ids.practitioner(practice, staff);
  const role = { _id: `${practice}|${halaxyId}`, practice, roleId: halaxyId, practitionerId };
  const behind = { practice, roleId: halaxyId, practitionerId: { $ne: practitionerId } };
  const [held, following, owners] = await Promise.all([
    practitionerId === null ? null : tables.practitioners.findOne({ _id: practitionerId }),
    followSessions(behind, { practitionerId }, { tables, nowMs, origin }),
    ownersOf(tables, behind),
  ]);
  return {
    async write(session) {
      await tables.roles.replaceOne({ _id: role._id }, role, { upsert: true, session });
      await following.write(session);
    },
    // Whose they were, or whose they are now: the sessions count for another.
    changes: [
      ...following.changes,
      ...(owners.length > 0 ? figuresOf(practice, [...owners, practitionerId]) : []),
    ],
    wanted: staff !== undefined && held === null ? [{ type: 'Practitioner', id: staff }] : [],
    faults: faultCodes(read),
  };
};
