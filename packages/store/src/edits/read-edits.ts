import type { Collection, Filter } from 'mongodb';
import type { Store } from '../connect-store.ts';
import type { EditDocument, EditTargetDocument } from './documents.ts';

const nameFields = ['givenName', 'familyName', 'preferredName'] as const;

/** Edits as whoever shows or carries them reads them; each function takes the practice first. */
export function readEdits(store: Store) {
  const edits: Collection<EditDocument> = store.collection('edits');
  const targets: Collection<EditTargetDocument> = store.collection('edit_targets');

  return {
    get: (practice: string, id: string): Promise<EditDocument | null> => edits.findOne({ _id: id, practice }),

    byIds: async (practice: string, ids: readonly string[]): Promise<EditDocument[]> =>
      ids.length === 0 ? [] : edits.find({ practice, _id: { $in: [...ids] } }).toArray(),

    /** Those of one target behind a place, in their order. */
    ofTarget: (practice: string, target: string, afterSeq: number): Promise<EditDocument[]> =>
      edits
        .find({ practice, target, seq: { $gt: afterSeq } })
        .sort({ seq: 1 })
        .toArray(),

    /** Those that may decide what is shown of these targets, and those that are to make something. */
    live: (practice: string, targets: readonly string[]): Promise<EditDocument[]> =>
      edits
        .find({
          practice,
          live: true,
          $or: [{ target: { $in: [...targets] } }, { 'wish.kind': { $in: ['booking', 'registration'] } }],
        })
        .toArray(),

    /** Those that move a session. */
    moves: (practice: string): Promise<EditDocument[]> =>
      edits.find({ practice, live: true, 'wish.change.time': { $exists: true } }).toArray(),

    /** Those that rename a client. */
    renames: (practice: string): Promise<EditDocument[]> =>
      edits
        .find({
          ...{ practice, live: true, 'wish.kind': 'patient' },
          $or: nameFields.map((field) => ({ [`wish.change.${field}`]: { $exists: true } })),
        })
        .toArray(),

    /** Those that halaxy-writer is done with, and our record may not contain yet. */
    carried: (practice: string): Promise<EditDocument[]> =>
      edits.find({ practice, live: true, carried: true, state: 'sending' }).toArray(),

    /** How often something became of edits of these targets, by target: never is 0. Read before the edits. */
    async countersOf(practice: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (ids.length === 0) return new Map();
      const keys = [...new Set(ids)].map((id) => targetKey(practice, id));
      const found = await targets.find({ _id: { $in: keys } }).toArray();
      return new Map(found.map(({ _id, counter }) => [_id.slice(practice.length + 1), counter]));
    },

    /** A page of a practice's edits, the newest first. */
    async page(
      practice: string,
      wanted: {
        readonly states: readonly EditDocument['state'][] | undefined;
        readonly by: string | undefined;
        readonly practitionerId: string | undefined;
        /** Those whose end its author has not taken note of. */
        readonly unseen?: boolean;
        readonly after: { readonly createdAtMs: number; readonly id: string } | undefined;
        readonly limit: number;
      },
    ): Promise<EditDocument[]> {
      const { states, by, practitionerId, unseen = false, after, limit } = wanted;
      const own: Filter<EditDocument>[] = [
        ...(by === undefined ? [] : [{ 'by.id': by }]),
        ...(practitionerId === undefined ? [] : [{ practitionerId }]),
      ];
      const behind: Filter<EditDocument>[] =
        after === undefined
          ? []
          : [
              {
                $or: [
                  { createdAtMs: { $lt: after.createdAtMs } },
                  { createdAtMs: after.createdAtMs, _id: { $lt: after.id } },
                ],
              },
            ];
      return edits
        .find({
          practice,
          ...(states === undefined ? {} : { state: { $in: [...states] } }),
          ...(unseen ? { seenAtMs: null } : {}),
          $and: [...(own.length > 0 ? [{ $or: own }] : [{}]), ...behind],
        })
        .sort({ createdAtMs: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },

    /** Edits under way that were accepted longer ago than this, by any practice: they are looked after. */
    underWaySince: (sinceMs: number, limit: number): Promise<EditDocument[]> =>
      edits
        .find({ live: true, state: { $in: ['queued', 'sending'] }, createdAtMs: { $lte: sinceMs } })
        .sort({ createdAtMs: 1 })
        .limit(limit)
        .toArray(),
  };
}

export type EditReader = ReturnType<typeof readEdits>;

export function targetKey(practice: string, target: string): string {
  return `${practice}|${target}`;
}
