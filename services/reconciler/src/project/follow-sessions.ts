import { channelsOfSession } from '@bloom/contracts';
import type { RecordTables, SessionDocument, Transaction } from '@bloom/store';
import type { Change } from '../ports.ts';

/** Screens show days, not years: of a client's many sessions only these near ones are announced one by one. */
const announcedMax = 200;

export type Following = {
  readonly write: (transaction: Transaction) => Promise<void>;
  readonly changes: readonly Change[];
};

/** Makes sessions follow what is copied into them, and names those to be shown again. */
export async function followSessions(
  filter: NonNullable<Parameters<RecordTables['sessions']['find']>[0]>,
  fields: Partial<Pick<SessionDocument, 'client' | 'clientId' | 'practitionerId'>>,
  { tables, nowMs }: { readonly tables: RecordTables; readonly nowMs: number },
): Promise<Following> {
  const behind = await tables.sessions
    .find(filter, { projection: { practice: 1, practitionerId: 1, startMs: 1 } })
    .toArray();
  const ids = behind.map(({ _id }) => _id);
  return {
    async write(session) {
      if (ids.length === 0) return;
      const change = { $set: fields, $inc: { revision: 1 } };
      await tables.sessions.updateMany({ _id: { $in: ids } }, change, { session });
    },
    changes: nearest(behind, nowMs).map(({ _id, practice, practitionerId }) => {
      const owners = [practitionerId, fields.practitionerId ?? practitionerId];
      const channels = owners.flatMap((owner) => channelsOfSession(practice, owner));
      return { kind: 'session', id: _id, channels: [...new Set(channels)] };
    }),
  };
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
