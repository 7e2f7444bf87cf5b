import { isDeepStrictEqual } from 'node:util';
import { transformPatient } from '@bloom/domain';
import type { ClientDocument } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { followSessions } from './follow-sessions.ts';
import { nothingToProject, type Project } from './projection.ts';

/** A client follows their Patient record, and the names in their sessions follow the client. */
export const projectPatient: Project = async (record, { practice, halaxyId, ids, nowMs }, tables) => {
  const _id = ids.client(practice, halaxyId);
  const held = await tables.clients.findOne({ _id });
  if (record === undefined) {
    if (!held || held.gone) return nothingToProject;
    const gone = { $set: { gone: true }, $inc: { revision: 1 } };
    return {
      ...nothingToProject,
      write: async (session) => void (await tables.clients.updateOne({ _id }, gone, { session })),
    };
  }
  const read = transformPatient(record);
  const faults = faultCodes(read);
  if (read.kind !== 'usable') return { ...nothingToProject, faults };
  const { givenName, familyName, preferredName, birthDate, email, mobile, phone, active } = read.record;
  const fields = { givenName, familyName, preferredName, birthDate, email, mobile, phone, active };
  const revision = (held?.revision ?? 0) + 1;
  const next: ClientDocument = { _id, practice, halaxyId, ...fields, gone: false, revision };
  if (held && isDeepStrictEqual({ ...held, revision }, next)) return { ...nothingToProject, faults };
  const client = { givenName, familyName };
  const behind = { practice, clientId: _id, client: { $ne: client } };
  const following = await followSessions(behind, { client }, { tables, nowMs });
  return {
    ...nothingToProject,
    async write(session) {
      await tables.clients.replaceOne({ _id }, next, { upsert: true, session });
      await following.write(session);
    },
    changes: following.changes,
    faults,
  };
};
