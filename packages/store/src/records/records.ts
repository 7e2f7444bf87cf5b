import type { Collection, Document } from 'mongodb';
import { isDuplicateKey, type Store, type Transaction } from '../connect-store.ts';
import type { Lease, Leases } from '../leases/leases.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import type { Census } from '../runs/documents.ts';
import type {
  CatalogueDocument,
  ClientDocument,
  InvoiceDocument,
  InvoiceLineDocument,
  MirrorDocument,
  PractitionerDocument,
  ReferralDocument,
  RoleDocument,
  SessionDocument,
  SessionHistoryDocument,
} from './documents.ts';

const stillThere = { goneAtMs: { $exists: false } } as const;

const anchorTypes = ['Practitioner', 'Organization', 'Patient'] as const;

/** Everything a save of one Halaxy record writes; it stands or falls together. */
export type RecordSave = {
  readonly mirror: MirrorDocument;
  /** The mirror's `v` on which this was decided; 0 = there was none. */
  readonly heldV: number;
  /** Writes the projections that follow; answers what is to be announced. */
  readonly project: (tables: RecordTables, transaction: Transaction) => Promise<readonly EncodedMessage[]>;
  /** Under which the record was read: a holder that slept past its time saves nothing. */
  readonly lease: Lease | undefined;
};

export type RecordTables = {
  readonly practitioners: Collection<PractitionerDocument>;
  readonly roles: Collection<RoleDocument>;
  readonly clients: Collection<ClientDocument>;
  readonly sessions: Collection<SessionDocument>;
  readonly invoices: Collection<InvoiceDocument>;
  readonly invoiceLines: Collection<InvoiceLineDocument>;
  readonly referrals: Collection<ReferralDocument>;
  readonly catalogue: Collection<CatalogueDocument>;
  readonly sessionHistory: Collection<SessionHistoryDocument>;
};

/**
 * Mirrors and what is derived from them. Written by the reconciler alone; others read the projections.
 *
 * A save is one transaction: mirror, projections, announcements. It is refused when the mirror moved since it was
 * decided upon: the caller decides again.
 */
export function createRecords(store: Store, { outbox, leases }: { outbox: Outbox; leases: Leases }) {
  const mirrors: Collection<MirrorDocument> = store.collection('mirrors');
  const tables = recordTables(store);

  return {
    tables,

    /** Mirrors of these records; what we do not hold is not in it. */
    async mirrorsOf(
      practice: string,
      type: string,
      ids: readonly string[],
    ): Promise<Map<string, MirrorDocument>> {
      const found = await mirrors
        .find({ _id: { $in: ids.map((id) => mirrorId(practice, type, id)) } })
        .toArray();
      return new Map(found.map((mirror) => [mirror.rid, mirror]));
    },

    /** Saves, or answers undefined because the mirror moved meanwhile. @throws BloomError LEASE_LOST */
    async save({ mirror, heldV, project, lease }: RecordSave): Promise<readonly OutboxRow[] | undefined> {
      const refused = new Error('moved');
      try {
        return await store.transaction(async (transaction) => {
          if (lease) await leases.assertHeld(lease, transaction);
          if (!(await putMirror(mirrors, mirror, heldV, transaction))) throw refused;
          return outbox.add(await project(tables, transaction), transaction);
        });
      } catch (error) {
        if (error === refused || isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    /** Saves records that we do not hold, all of them; or none, answering undefined, because one is there by now. @throws BloomError LEASE_LOST */
    async saveNew(
      all: readonly Pick<RecordSave, 'mirror' | 'project'>[],
      lease: Lease,
    ): Promise<readonly OutboxRow[] | undefined> {
      if (all.length === 0) return [];
      try {
        return await store.transaction(async (transaction) => {
          await leases.assertHeld(lease, transaction);
          await mirrors.insertMany(
            all.map(({ mirror }) => ({ ...mirror, v: 1 })),
            { session: transaction },
          );
          const messages: EncodedMessage[] = [];
          for (const { project } of all) messages.push(...(await project(tables, transaction)));
          return outbox.add(messages, transaction);
        });
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    /** The read said nothing new: only its interval rises. No transaction, and no one is told. */
    async confirm(mirror: MirrorDocument, heldV: number): Promise<boolean> {
      return putMirror(mirrors, mirror, heldV);
    },

    /** The same for a page of them in one write. Answers how many stood as they were. */
    async confirmAll(
      all: readonly { readonly mirror: MirrorDocument; readonly heldV: number }[],
    ): Promise<number> {
      if (all.length === 0) return 0;
      const writes = all.map(({ mirror: { _id, from, to, readAtMs, lastUpdatedMs }, heldV: v }) => ({
        updateOne: {
          filter: { _id, v },
          update: {
            $set: { from, to, readAtMs, v: v + 1, ...(lastUpdatedMs === undefined ? {} : { lastUpdatedMs }) },
            ...(lastUpdatedMs === undefined ? { $unset: { lastUpdatedMs: '' as const } } : {}),
          },
        },
      }));
      const { matchedCount } = await mirrors.bulkWrite(writes, { ordered: false });
      return matchedCount;
    },

    /** How many records of a type we hold that Halaxy still has. */
    heldCount: (practice: string, type: string): Promise<number> =>
      mirrors.countDocuments({ practice, type, goneAtMs: { $exists: false } }),

    /** When records of a type were found to be gone since then, milliseconds UTC. */
    async goneSince(practice: string, type: string, sinceMs: number): Promise<number[]> {
      const found = await mirrors
        .find({ practice, type, goneAtMs: { $gte: sinceMs } }, { projection: { goneAtMs: 1 } })
        .toArray();
      return found.map(({ goneAtMs }) => goneAtMs ?? 0);
    },

    /**
     * Appointments that a listing had to show, and that no read numbered from `readNo` on has brought: meetings too, but
     * of one practitioner's those that have sessions.
     */
    async appointmentsUnread(practice: string, census: Census, readNo: number): Promise<string[]> {
      const { fromMs, untilMs, practitionerId } = census;
      const startMs = { $gte: fromMs, $lt: untilMs };
      const unread = { practice, type: 'Appointment', startMs, from: { $lt: readNo }, ...stillThere };
      const found = await mirrors.find(unread).project<{ rid: string }>({ rid: 1 }).toArray();
      const ids = found.map(({ rid }) => rid);
      if (practitionerId === undefined) return ids;
      return tables.sessions.distinct('halaxyId', {
        practice,
        practitionerId,
        gone: false,
        halaxyId: { $in: ids },
      });
    },

    /** Records of a type that we take for Halaxy's, and that no read numbered from `readNo` on has brought. */
    async heldUnread(practice: string, type: string, readNo: number): Promise<string[]> {
      const found = await mirrors
        .find({ practice, type, from: { $lt: readNo }, goneAtMs: { $exists: false } })
        .project<{ rid: string }>({ rid: 1 })
        .toArray();
      return found.map(({ rid }) => rid);
    },

    /** How many records of a type were read by reads numbered from `readNo` on. */
    countReadSince: (practice: string, type: string, readNo: number): Promise<number> =>
      mirrors.countDocuments({ practice, type, from: { $gte: readNo } }),

    /** The roles, by Halaxy's ids, under which a practitioner works. */
    async rolesOf(practice: string, practitionerId: string): Promise<string[]> {
      const found = await tables.roles.find({ practice, practitionerId }).sort({ _id: 1 }).toArray();
      return found.map(({ roleId }) => roleId);
    },

    /** Whose sessions start between these, and who is named. */
    async practitionersWithin(
      practice: string,
      { fromMs, untilMs, practitionerId }: Census,
    ): Promise<string[]> {
      if (practitionerId !== undefined) return [practitionerId];
      const within = { practice, startMs: { $gte: fromMs, $lt: untilMs } };
      const owners = await tables.sessions.distinct('practitionerId', within);
      return owners.filter((owner) => owner !== null);
    },

    /** Records that hardly ever go, one of a type: whose Halaxy this is, they tell. */
    async anchorsOf(practice: string): Promise<{ type: string; id: string }[]> {
      const found = await Promise.all(
        anchorTypes.map(async (type) =>
          (await this.controlsOf(practice, type, [], 1)).map((id) => ({ type, id })),
        ),
      );
      return found.flat();
    },

    /** Records of this type that Halaxy was last seen to have, none of these: controls of a deletion, the newest read first. */
    async controlsOf(
      practice: string,
      type: string,
      noneOf: readonly string[],
      limit: number,
    ): Promise<string[]> {
      const found = await mirrors
        .find({ practice, type, rid: { $nin: [...noneOf] }, goneAtMs: { $exists: false } })
        .project<{ rid: string }>({ rid: 1 })
        .sort({ to: -1 })
        .limit(limit)
        .toArray();
      return found.map(({ rid }) => rid);
    },
  };
}

export type Records = ReturnType<typeof createRecords>;

export function mirrorId(practice: string, type: string, id: string): string {
  return `${practice}|${type}|${id}`;
}

/** The projections, for those that only read them. */
export function recordTables(store: Store): RecordTables {
  const table = <T extends Document>(name: string): Collection<T> => store.collection<T>(name);
  return {
    practitioners: table('practitioners'),
    roles: table('roles'),
    clients: table('clients'),
    sessions: table('sessions'),
    invoices: table('invoices'),
    invoiceLines: table('invoice_lines'),
    referrals: table('referrals'),
    catalogue: table('catalogue'),
    sessionHistory: table('session_history'),
  };
}

async function putMirror(
  mirrors: Collection<MirrorDocument>,
  mirror: MirrorDocument,
  heldV: number,
  transaction?: Transaction,
): Promise<boolean> {
  const options = transaction ? { session: transaction } : {};
  if (heldV === 0) {
    await mirrors.insertOne({ ...mirror, v: 1 }, options);
    return true;
  }
  const { matchedCount } = await mirrors.replaceOne(
    { _id: mirror._id, v: heldV },
    { ...mirror, v: heldV + 1 },
    options,
  );
  return matchedCount === 1;
}
