import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';
import { serverNowMs } from '../server-time.ts';

/** A record that is to be read again, and the read counter when that was wanted: only a later read will do. */
export type WantedRead = {
  readonly practice: string;
  readonly type: string;
  readonly id: string;
  readonly wantedNo: number;
  /** What it is wanted for: a webhook named it, unless a sweep found that it is to be read again. */
  readonly source?: 'webhook' | 'sweep';
};

export type DueRead = Required<WantedRead> & {
  readonly attempts: number;
  /** When it was first wanted, milliseconds UTC by the server's clock. */
  readonly sinceMs: number;
  /** The second look at an older `lastUpdated`: numbers decide then. */
  readonly settled: boolean;
  /** Its deletion waits for an operator: it is only looked after. */
  readonly held: boolean;
};

/** `dueInMs`: milliseconds until it is due; 0 or less = it is due. */
export type UpcomingRead = DueRead & { readonly dueInMs: number };

type RereadDocument = {
  _id: string;
  practice: string;
  type: string;
  rid: string;
  wantedNo: number;
  dueAtMs: number;
  sinceMs: number;
  attempts: number;
  source?: 'webhook' | 'sweep';
  settled?: boolean;
  held?: boolean;
};

/** No record is read for notifications more often than this (law I11). */
const readEveryMs = 1_000;
const namedMax = 1_000;
/** A row that comes back after a failover is read once more: its removal need not wait for a majority. */
const soon = { writeConcern: { w: 1 } } as const;
/** Rows are looked at as this node has them: a removal shows at once. */
const asItIs = { readConcern: { level: 'local' } } as const;

/**
 * The reads that are due: one row a record, however often it was named. Rows of a practice are worked on under its
 * lease; a row goes only when a read that began after the last wish has been applied.
 */
export function createRereads(store: Store) {
  const rows: Collection<RereadDocument> = store.collection('rereads');
  const mirrors: Collection<{ _id: string; readAtMs?: number }> = store.collection('mirrors');
  /** When names were last read behind which Halaxy has nothing: they have no mirror to say it. */
  const nothings: Collection<{ _id: string; readAt: Date }> = store.collection('reads_of_nothing');
  const rowId = ({ practice, type, id }: Omit<WantedRead, 'wantedNo'>) => `${practice}|${type}|${id}`;

  /** When each of these was last read, milliseconds UTC; those never read are left out. */
  async function lastReadsOf(ids: readonly string[]): Promise<Map<string, number>> {
    const held = await mirrors.find({ _id: { $in: [...ids] } }, { projection: { readAtMs: 1 } }).toArray();
    const readAtMs = new Map(held.map((mirror) => [mirror._id, mirror.readAtMs ?? 0]));
    const unheld = ids.filter((id) => !readAtMs.has(id));
    const nothing = unheld.length > 0 ? await nothings.find({ _id: { $in: unheld } }).toArray() : [];
    for (const { _id, readAt } of nothing) readAtMs.set(_id, readAt.getTime());
    return readAtMs;
  }

  return {
    /** Notes wishes, each record once. A record read less than a second ago is due at the end of that second. */
    async want(wanted: readonly WantedRead[]): Promise<void> {
      if (wanted.length === 0) return;
      const readAtMs = await lastReadsOf(wanted.map(rowId));
      await rows.bulkWrite(
        wanted.map((each) => wish(rowId(each), each, (readAtMs.get(rowId(each)) ?? 0) + readEveryMs)),
        { ordered: false },
      );
    },

    /** The rows of one practice that are due or will be next, the longest due first, by the server's clock. */
    async upcoming(practice: string, limit: number): Promise<UpcomingRead[]> {
      const found = await rows
        .aggregate<RereadDocument & { inMs: number }>(
          [
            { $match: { practice } },
            { $sort: { dueAtMs: 1 } },
            { $limit: limit },
            { $set: { inMs: { $subtract: ['$dueAtMs', serverNowMs] } } },
          ],
          asItIs,
        )
        .toArray();
      return found.map(({ type, rid, wantedNo, source, attempts, sinceMs, settled, held, inMs }) => ({
        practice,
        type,
        id: rid,
        wantedNo,
        source: source ?? 'webhook',
        attempts,
        sinceMs,
        settled: settled ?? false,
        held: held ?? false,
        dueInMs: Number(inMs),
      }));
    },

    /** Those that are due now. */
    async due(practice: string, limit: number): Promise<DueRead[]> {
      return (await this.upcoming(practice, limit)).filter(({ dueInMs }) => dueInMs <= 0);
    },

    /** When the next row of a practice is due, milliseconds from now; undefined when there is none. */
    async nextDueInMs(practice: string): Promise<number | undefined> {
      const [next] = await this.upcoming(practice, 1);
      return next && Math.max(0, next.dueInMs);
    },

    /** These were read and applied by a read numbered `readNo`: rows whose wish is older go, others wait a second. */
    async done(
      reads: readonly { practice: string; type: string; id: string; readNo: number }[],
    ): Promise<void> {
      if (reads.length === 0) return;
      const { deletedCount } = await rows.bulkWrite(
        reads.map((each) => ({
          deleteOne: { filter: { _id: rowId(each), wantedNo: { $lt: each.readNo } } },
        })),
        { ordered: false, ...soon },
      );
      if (deletedCount === reads.length) return;
      // Named again while they were read: they wait for the end of that second (I11).
      await rows.updateMany({ _id: { $in: reads.map(rowId) } }, [
        { $set: { dueAtMs: { $add: [serverNowMs, readEveryMs] } } },
      ]);
    },

    /** A list has shown these to a read numbered `readNo`, and they were kept: older wishes are fulfilled. */
    async shown(practice: string, type: string, ids: readonly string[], readNo: number): Promise<void> {
      if (ids.length === 0) return;
      const keys = ids.map((id) => rowId({ practice, type, id }));
      await rows.deleteMany({ _id: { $in: keys }, wantedNo: { $lt: readNo } }, soon);
    },

    /** Halaxy had nothing of this name: it is not asked again within a second, however often it is named. */
    async nothingAt(read: { practice: string; type: string; id: string }): Promise<void> {
      await nothings.updateOne({ _id: rowId(read) }, [{ $set: { readAt: '$$NOW' } }], { upsert: true });
    },

    /** Looks at a row again later. A failure counts as an attempt; a doubt does not. */
    async later(
      read: { practice: string; type: string; id: string },
      {
        inMs,
        failed = false,
        settled = false,
        held = false,
      }: { inMs: number; failed?: boolean; settled?: boolean; held?: boolean },
    ): Promise<void> {
      await rows.updateOne({ _id: rowId(read) }, [
        {
          $set: {
            dueAtMs: { $add: [serverNowMs, inMs] },
            attempts: { $add: [{ $ifNull: ['$attempts', 0] }, failed ? 1 : 0] },
            settled,
            held,
          },
        },
      ]);
    },

    /** Takes a row out after its last attempt: it is told elsewhere. */
    async remove(read: { practice: string; type: string; id: string }): Promise<void> {
      await rows.deleteOne({ _id: rowId(read) });
    },

    /** Takes out the rows of records that need not be looked after any more. */
    async removeAll(practice: string, type: string, ids: readonly string[]): Promise<void> {
      await rows.deleteMany({ _id: { $in: ids.map((id) => rowId({ practice, type, id })) } });
    },

    /** Practices with rows that have been due for longer than this, whosever they are. */
    async practicesOverdue(byMs: number): Promise<string[]> {
      const found = await rows
        .aggregate<{ _id: string }>([
          { $match: { $expr: { $lte: ['$dueAtMs', { $subtract: [serverNowMs, byMs] }] } } },
          { $group: { _id: '$practice' } },
        ])
        .toArray();
      return found.map(({ _id }) => _id);
    },

    /** Ids of a type that are to be read again: what is known of them may be over. */
    async named(practice: string, type: string): Promise<string[]> {
      const found = await rows
        .find({ practice, type }, { projection: { rid: 1 }, ...asItIs })
        .limit(namedMax)
        .toArray();
      return found.map(({ rid }) => rid);
    },

    count: (practice: string): Promise<number> => rows.countDocuments({ practice }, asItIs),
  };
}

export type Rereads = ReturnType<typeof createRereads>;

function wish(_id: string, wanted: WantedRead, notBeforeMs: number): AnyBulkWriteOperation<RereadDocument> {
  const { practice, type, id: rid, wantedNo, source = 'webhook' } = wanted;
  const dueAtMs = { $max: [serverNowMs, notBeforeMs] };
  return {
    updateOne: {
      filter: { _id },
      upsert: true,
      update: [
        {
          $set: {
            practice,
            type,
            rid,
            wantedNo: { $max: ['$wantedNo', wantedNo] },
            // A row that waits after a failure, or for its second look, keeps its time whatever the flood of wishes.
            dueAtMs: {
              $cond: [
                { $or: [{ $gt: [{ $ifNull: ['$attempts', 0] }, 0] }, { $eq: ['$settled', true] }] },
                '$dueAtMs',
                { $min: [{ $ifNull: ['$dueAtMs', dueAtMs] }, dueAtMs] },
              ],
            },
            sinceMs: { $ifNull: ['$sinceMs', serverNowMs] },
            source: { $cond: [source === 'webhook', source, { $ifNull: ['$source', source] }] },
            attempts: { $ifNull: ['$attempts', 0] },
          },
        },
      ],
    },
  };
}
