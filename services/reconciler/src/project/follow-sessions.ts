import { channelsOfSession } from '@bloom/contracts';
import type { RecordTables, SessionDocument, SessionHistoryDocument, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';
import type { About } from './projection.ts';
import { historyOf } from './session-history.ts';

/** Screens show days, not years: of a client's many sessions only these near ones are announced one by one. */
const announcedMax = 200;

export type Following = {
  readonly write: (transaction: Transaction) => Promise<void>;
  readonly changes: readonly Change[];
};

/**
 * Makes sessions follow what is copied into them, and names those to be shown again. What a reader sees of it goes into
 * their history: it came with a record that is not theirs, and no read of their own would tell.
 */
export async function followSessions(
  filter: NonNullable<Parameters<RecordTables['sessions']['find']>[0]>,
  fields: Partial<Pick<SessionDocument, 'client' | 'clientId' | 'practitionerId'>>,
  { tables, nowMs, origin }: Pick<About, 'nowMs' | 'origin'> & { readonly tables: RecordTables },
): Promise<Following> {
  const behind = await tables.sessions.find(filter).toArray();
  const ids = behind.map(({ _id }) => _id);
  const history = behind.flatMap((one) => historyOf(one, { ...one, ...fields }, origin) ?? []);
  return {
    async write(session) {
      if (ids.length === 0) return;
      const change = { $set: fields, $inc: { revision: 1 } };
      await tables.sessions.updateMany({ _id: { $in: ids } }, change, { session });
      if (history.length > 0) await tables.sessionHistory.bulkWrite(history.map(putEntry), { session });
    },
    changes: nearest(behind, nowMs).map(({ _id, practice, practitionerId }) => {
      const owners = [practitionerId, fields.practitionerId ?? practitionerId];
      const channels = owners.flatMap((owner) => channelsOfSession(practice, owner));
      return { kind: 'session', id: _id, channels: [...new Set(channels)] };
    }),
  };
}

function putEntry(entry: SessionHistoryDocument) {
  return { replaceOne: { filter: { _id: entry._id }, replacement: entry, upsert: true } };
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
