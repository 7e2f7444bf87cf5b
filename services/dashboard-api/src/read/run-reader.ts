import type { RunView } from '@bloom/contracts';
import type { RunDocument, Store, SyncStatusDocument } from '@bloom/store';

/** About three days of sweeps. */
const runsLookedAtMax = 2_500;

/** Reads the sync's runs and its standing; the practice comes first, and nothing outside of it is found. */
export function createRunReader(store: Store) {
  const runs = store.collection<RunDocument>('sync_runs');
  const statuses = store.collection<SyncStatusDocument>('sync_status');
  const rereads = store.collection<{ practice: string }>('rereads');
  return {
    byIds: (practice: string, ids: readonly string[]): Promise<RunDocument[]> =>
      ids.length === 0 ? Promise.resolve([]) : runs.find({ practice, _id: { $in: [...ids] } }).toArray(),
    /** A page of all runs, the newest first; after the run of that id. */
    page: (practice: string, after: string | undefined, limit: number): Promise<RunDocument[]> =>
      runs
        .find({ practice, ...(after === undefined ? {} : { _id: { $lt: after } }) })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** The newest run that was asked for about that day. */
    newestOfDay: (practice: string, date: string): Promise<RunDocument | null> =>
      runs.findOne({ practice, kind: 'day', 'about.date': date }, { sort: { _id: -1 } }),
    /** When what the newest runs since then have seen last changed at Halaxy, of these types; milliseconds UTC, in no order. */
    async changesSeen(practice: string, types: readonly string[], sinceMs: number): Promise<number[]> {
      const found = await runs
        .find(
          { practice, startedAtMs: { $gte: sinceMs } },
          { projection: { 'slices.type': 1, 'slices.newestUpdatedMs': 1 } },
        )
        .sort({ _id: -1 })
        .limit(runsLookedAtMax)
        .toArray();
      return found
        .flatMap(({ slices }) => slices)
        .flatMap(({ type, newestUpdatedMs }) => (types.includes(type) ? (newestUpdatedMs ?? []) : []));
    },
    status: (practice: string): Promise<SyncStatusDocument | null> => statuses.findOne({ _id: practice }),
    pendingReads: (practice: string): Promise<number> => rereads.countDocuments({ practice }),
  };
}

export type RunReader = ReturnType<typeof createRunReader>;

/** A run as people see it. */
export function viewOfRun(run: RunDocument): RunView {
  return {
    id: run._id,
    kind: run.kind,
    ...run.about,
    state: run.state,
    startedAt: new Date(run.startedAtMs).toISOString(),
    completedAt: run.completedAtMs === null ? null : new Date(run.completedAtMs).toISOString(),
    slices: {
      total: run.slices.length,
      done: run.slices.filter(({ state }) => state === 'done').length,
    },
    reading: readingOf(run),
    counts: { ...run.counts },
  };
}

/** Slices are read in their order, and one that waits after a failure holds up no other. */
function readingOf({ state, slices }: RunDocument): RunView['reading'] {
  const begun = slices.filter((slice) => slice.state === 'due' && slice.total !== null);
  const [reading] = begun.length > 0 ? begun : slices.filter((slice) => slice.state === 'due');
  if (state !== 'running' || reading === undefined) return null;
  return { type: reading.type, seen: reading.seen, total: reading.total };
}
