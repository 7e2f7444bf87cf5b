import type { Collection } from 'mongodb';
import type { Store } from '../connect-store.ts';
import { serverNowMs } from '../server-time.ts';

/** A record that halaxy-writer read: it is folded in as if we had read it. */
export type ObservedRecord = {
  readonly practice: string;
  readonly type: string;
  readonly id: string;
  /** JSON. */
  readonly content: string;
  readonly from: number;
  readonly to: number;
  /** The place of the edit that it shows to be in Halaxy; 0 = of none. */
  readonly settlesSeq: number;
  readonly editId: string;
  /** Whether that edit made the record, and for which patient, by Halaxy's id. */
  readonly bornOf: { readonly editId: string; readonly patientId: string | null } | null;
};

export type DueObserved = ObservedRecord & { readonly rowId: string; readonly attempts: number };

type ObservedDocument = Omit<ObservedRecord, 'id'> & {
  readonly _id: string;
  readonly rid: string;
  readonly dueAtMs: number;
  readonly attempts: number;
};

/** What was observed and is to be folded in: a row each, worked on under the practice's lease. */
export function createObserved(store: Store) {
  const rows: Collection<ObservedDocument> = store.collection('observed');
  return {
    /** Safe to repeat: the same read of the same record is one row, and folding it in again says nothing new. */
    async put(records: readonly ObservedRecord[]): Promise<void> {
      if (records.length === 0) return;
      await rows.bulkWrite(
        records.map(({ id: rid, ...rest }) => ({
          updateOne: {
            filter: { _id: `${rest.practice}|${rest.type}|${rid}|${rest.from}|${rest.settlesSeq}` },
            upsert: true,
            update: [{ $set: { ...literal({ ...rest, rid, attempts: 0 }), dueAtMs: serverNowMs } }],
          },
        })),
        { ordered: false },
      );
    },

    /** The rows of one practice that are due, in the order of their reads. */
    async due(practice: string, limit: number): Promise<DueObserved[]> {
      const found = await rows
        .find({ practice, $expr: { $lte: ['$dueAtMs', serverNowMs] } })
        .sort({ from: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id: rowId, rid: id, dueAtMs: _, ...rest }) => ({ ...rest, id, rowId }));
    },

    count: (practice: string): Promise<number> => rows.countDocuments({ practice }),

    async done(rowIds: readonly string[]): Promise<void> {
      if (rowIds.length > 0) await rows.deleteMany({ _id: { $in: [...rowIds] } });
    },

    async later(rowId: string, inMs: number): Promise<void> {
      await rows.updateOne({ _id: rowId }, [
        { $set: { dueAtMs: { $add: [serverNowMs, inMs] }, attempts: { $add: ['$attempts', 1] } } },
      ]);
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
  };
}

export type Observed = ReturnType<typeof createObserved>;

/** Values that a pipeline takes as they are, whatever dollar signs are in them. */
function literal(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { $literal: value }]));
}
