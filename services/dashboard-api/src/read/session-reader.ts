import type { Bounds } from '@bloom/domain';
import { type Census, recordTables, type SessionDocument, type Store } from '@bloom/store';

/** Where the next page of a range begins: after this session. */
export type SessionCursor = { readonly startMs: number; readonly id: string };

/** Reads sessions that Halaxy still has; each function takes the practice first, and finds nothing outside of it. */
export function createSessionReader(store: Store) {
  const { sessions } = recordTables(store);
  const startsWithin = ({ fromMs, toMs }: Bounds) => ({ startMs: { $gte: fromMs, $lt: toMs } });

  return {
    /** One practitioner's, by start. */
    ofPractitioner: (practice: string, practitionerId: string, bounds: Bounds): Promise<SessionDocument[]> =>
      sessions
        .find({ practice, practitionerId, gone: false, ...startsWithin(bounds) })
        .sort({ startMs: 1, _id: 1 })
        .toArray(),

    /** Those of several practitioners, in no order. */
    ofPractitioners: (
      practice: string,
      practitionerIds: readonly string[],
      bounds: Bounds,
    ): Promise<SessionDocument[]> =>
      practitionerIds.length === 0
        ? Promise.resolve([])
        : sessions
            .find({
              practice,
              practitionerId: { $in: [...practitionerIds] },
              gone: false,
              ...startsWithin(bounds),
            })
            .toArray(),

    /** A page of a range, by start, at most `limit`. */
    async page(
      practice: string,
      range: Bounds & {
        readonly practitionerId: string | undefined;
        readonly after: SessionCursor | undefined;
        readonly limit: number;
      },
    ): Promise<SessionDocument[]> {
      const { practitionerId, after, limit } = range;
      return sessions
        .find({
          practice,
          gone: false,
          ...startsWithin(range),
          ...(practitionerId === undefined ? {} : { practitionerId }),
          ...(after === undefined
            ? {}
            : {
                $or: [
                  { startMs: { $gt: after.startMs } },
                  { startMs: after.startMs, _id: { $gt: after.id } },
                ],
              }),
        })
        .sort({ startMs: 1, _id: 1 })
        .limit(limit)
        .toArray();
    },

    /** How many the practice has. */
    count: (practice: string, bounds: Bounds): Promise<number> =>
      sessions.countDocuments({ practice, gone: false, ...startsWithin(bounds) }),

    /** The practitioners whose diary a run had to find whole. */
    async ownersOf(practice: string, { fromMs, untilMs, practitionerId }: Census): Promise<string[]> {
      if (practitionerId !== undefined) return [practitionerId];
      const found = await sessions.distinct('practitionerId', {
        practice,
        ...startsWithin({ fromMs, toMs: untilMs }),
      });
      return found.filter((owner) => owner !== null);
    },

    /** Those of these appointments, by Halaxy's ids. */
    ofAppointments: (practice: string, halaxyIds: readonly string[]): Promise<SessionDocument[]> =>
      halaxyIds.length === 0
        ? Promise.resolve([])
        : sessions.find({ practice, halaxyId: { $in: [...halaxyIds] }, gone: false }).toArray(),

    /** What bookings made, gone ones too. */
    bornOf: (practice: string, editIds: readonly string[]): Promise<SessionDocument[]> =>
      editIds.length === 0
        ? Promise.resolve([])
        : sessions.find({ practice, bornOf: { $in: [...editIds] } }).toArray(),

    /** Those of these ids, gone ones too. */
    byIds: (practice: string, ids: readonly string[]): Promise<SessionDocument[]> =>
      ids.length === 0 ? Promise.resolve([]) : sessions.find({ practice, _id: { $in: [...ids] } }).toArray(),
  };
}

export type SessionReader = ReturnType<typeof createSessionReader>;
