import { isDeepStrictEqual } from 'node:util';
import { channelsOfSession } from '@bloom/contracts';
import { nameWords, transformPatient } from '@bloom/domain';
import type { ClientDocument, EditMarks, RecordTables } from '@bloom/store';
import type { Change } from '../ports.ts';
import { faultCodes } from './fault-codes.ts';
import { figuresOf, ownersOf } from './figures-of.ts';
import { followSessions } from './follow-sessions.ts';
import { type About, nothingToProject, type Project, type Projection } from './projection.ts';

/** A client follows their Patient record, and the names in their sessions follow the client. */
export const projectPatient: Project = async (record, about, tables) => {
  const { practice, halaxyId, ids, nowMs, origin } = about;
  const _id = ids.client(practice, halaxyId);
  const held = await tables.clients.findOne({ _id });
  if (record === undefined) {
    if (about.mergedInto !== undefined && !held?.gone)
      return mergeClient(held ?? stranger(about, _id), about.mergedInto, about, tables);
    if (!held || held.gone) return nothingToProject;
    const gone = { $set: { gone: true }, $inc: { revision: 1 } };
    return {
      ...nothingToProject,
      write: async (session) => void (await tables.clients.updateOne({ _id }, gone, { session })),
      changes: [clientChange(practice, _id)],
    };
  }
  const read = transformPatient(record);
  const faults = faultCodes(read);
  if (read.kind !== 'usable') return { ...nothingToProject, faults };
  const { givenName, familyName, preferredName, birthDate, gender, email, mobile, phone, address, active } =
    read.record;
  const details = { givenName, familyName, preferredName, birthDate, gender, email, mobile, phone, address };
  const words = nameWords(givenName, familyName, preferredName);
  const fields = { ...details, nameWords: words, active, ...editMarks(about.edited) };
  // One who comes back under their own id is nobody else's any more: `mergedInto` is not taken along.
  const revision = (held?.revision ?? 0) + 1;
  const next: ClientDocument = { _id, practice, halaxyId, ...fields, gone: false, revision };
  if (held && isDeepStrictEqual({ ...held, revision }, next)) return { ...nothingToProject, faults };
  const client = { givenName, familyName };
  const behind = { practice, clientId: _id, client: { $ne: client } };
  const following = await followSessions(behind, { client }, { tables, nowMs, origin });
  return {
    ...nothingToProject,
    async write(session) {
      await tables.clients.replaceOne({ _id }, next, { upsert: true, session });
      await following.write(session);
    },
    changes: [clientChange(practice, _id), ...following.changes],
    faults,
  };
};

/** One who was merged into another is that other's: their sessions, referrals and bills are the survivor's from now on. */
async function mergeClient(
  held: ClientDocument,
  mergedInto: string,
  { practice, ids, nowMs, origin }: About,
  tables: RecordTables,
): Promise<Projection> {
  const survivorId = ids.client(practice, mergedInto);
  const survivor = await tables.clients.findOne({ _id: survivorId });
  const client = survivor && { givenName: survivor.givenName, familyName: survivor.familyName };
  const own = { practice, clientId: held._id };
  const [following, owners] = await Promise.all([
    followSessions(own, { clientId: survivorId, client }, { tables, nowMs, origin }),
    ownersOf(tables, { practice, clientId: { $in: [held._id, survivorId] } }),
  ]);
  return {
    ...nothingToProject,
    async write(session) {
      const merged = { ...held, gone: true, mergedInto: survivorId, revision: held.revision + 1 };
      await tables.clients.replaceOne({ _id: held._id }, merged, { upsert: true, session });
      await following.write(session);
      for (const facts of [tables.referrals, tables.invoiceLines] as const)
        await facts.updateMany(own, { $set: { clientId: survivorId }, $inc: { revision: 1 } }, { session });
    },
    changes: [
      // What was kept of the one is the other's from now on.
      ...[held._id, survivorId].map((id) => clientChange(practice, id)),
      ...following.changes,
      ...figuresOf(practice, owners),
    ],
    wanted: survivor === null ? [{ type: 'Patient', id: mergedInto }] : [],
  };
}

/** Contact details are for those who see the whole practice: they are on no practitioner's channel. */
function clientChange(practice: string, id: string): Change {
  return { kind: 'client', id, channels: channelsOfSession(practice, null) };
}

/** One who was merged before we knew them: of their own record nothing is left. */
function stranger({ practice, halaxyId }: About, _id: string): ClientDocument {
  const nobody = { givenName: '', familyName: '', preferredName: null, birthDate: null };
  const nowhere = { email: null, mobile: null, phone: null, active: false };
  return { _id, practice, halaxyId, ...nobody, ...nowhere, gone: false, revision: 0 };
}

function editMarks({ settledSeq, bornOf }: About['edited']): EditMarks {
  return {
    ...(settledSeq === undefined ? {} : { settledSeq }),
    ...(bornOf === undefined ? {} : { bornOf: bornOf.editId }),
  };
}
