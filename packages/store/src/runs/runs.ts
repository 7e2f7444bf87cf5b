import { BloomError } from '@bloom/kit';
import type { Collection, Document } from 'mongodb';
import { ulid } from 'ulid';
import type { Store, Transaction } from '../connect-store.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import { serverNowMs } from '../server-time.ts';
import type { RunAbout, RunCounts, RunDocument, SliceDocument, SyncStatusDocument } from './documents.ts';

const errorsMax = 20;
/** Runs about one day or practitioner that one practice may wait for: they go before its sweeps. */
const askedMax = 20;
const noCounts: RunCounts = { created: 0, updated: 0, deleted: 0, same: 0, errors: 0 };

/** The announcements of what is saved, made while it is saved. */
export type Announce<T> = (saved: T) => readonly EncodedMessage[] | Promise<readonly EncodedMessage[]>;

export type NewRun = {
  readonly practice: string;
  readonly kind: RunDocument['kind'];
  readonly about?: RunAbout;
  readonly slices: readonly Pick<
    SliceDocument,
    'id' | 'type' | 'query' | 'filter' | 'census' | 'roster' | 'whole'
  >[];
};

export type StepTaken = {
  readonly slice: SliceDocument;
  readonly counts: Partial<RunCounts>;
};

/** What a run saw whole: by type from where to ask next, by Halaxy's clock; and the slices that were read to their end. */
export type RunSeen = {
  readonly cursors: Readonly<Record<string, number>>;
  readonly listed: readonly string[];
};

/** Runs and their slices, and what each practice's sync stands at. Written by the reconciler alone. */
export function createRuns(
  store: Store,
  outbox: Outbox,
  { nowMs }: { readonly nowMs: () => number } = { nowMs: Date.now },
) {
  const runs: Collection<RunDocument> = store.collection('sync_runs');
  const statuses: Collection<SyncStatusDocument> = store.collection('sync_status');

  async function insert(
    { practice, kind, about, slices }: NewRun,
    announce: Announce<RunDocument>,
    transaction: Transaction,
  ): Promise<{ run: RunDocument; rows: OutboxRow[] }> {
    const run: RunDocument = {
      _id: ulid(),
      practice,
      kind,
      ...(about ? { about } : {}),
      state: 'running',
      startedAtMs: nowMs(),
      completedAtMs: null,
      counts: noCounts,
      slices: slices.map((slice) => ({
        ...slice,
        state: 'due',
        attempts: 0,
        next: null,
        seen: 0,
        unkept: 0,
        total: null,
        again: 0,
        newestUpdatedMs: null,
        serverStartMs: null,
        firstReadNo: null,
        dueAtMs: 0,
      })),
      v: 1,
    };
    await runs.insertOne(run, { session: transaction });
    return { run, rows: await outbox.add(await announce(run), transaction) };
  }

  return {
    /** Makes a practice known to the sync: its first run is due at once. */
    async know(practice: string): Promise<void> {
      const unknown: SyncStatusDocument = {
        _id: practice,
        nextDueAtMs: 0,
        firstSyncDone: false,
        cursors: {},
        lastSuccessAtMs: null,
        lastAttemptAtMs: null,
        errors: [],
      };
      const { _id, ...rest } = unknown;
      await statuses.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
    },

    status: (practice: string): Promise<SyncStatusDocument | null> => statuses.findOne({ _id: practice }),

    /** Practices whose next run is due, by the server's clock. */
    async dueForRun(): Promise<string[]> {
      const found = await statuses.find({ $expr: { $lte: ['$nextDueAtMs', serverNowMs] } }).toArray();
      return found.map(({ _id }) => _id);
    },

    /**
     * Claims a practice's due run: its next time, the run with its slices and the announcement, in one
     * transaction. Undefined when it is not due any more, or one of the whole practice still runs.
     */
    async claim(
      plan: (status: SyncStatusDocument) => NewRun,
      practice: string,
      everyMs: number,
      announce: Announce<RunDocument>,
    ): Promise<{ run: RunDocument; rows: OutboxRow[] } | undefined> {
      return store.transaction(async (transaction) => {
        const status = await statuses.findOneAndUpdate(
          { _id: practice, $expr: { $lte: ['$nextDueAtMs', serverNowMs] } },
          [{ $set: { nextDueAtMs: { $add: [serverNowMs, everyMs] }, lastAttemptAtMs: serverNowMs } }],
          { session: transaction, returnDocument: 'after' },
        );
        if (status === null) return undefined;
        const wanted = plan(status);
        const running = await runs.findOne(
          { practice, state: 'running', about: { $exists: false } },
          { session: transaction },
        );
        return running ? undefined : insert(wanted, announce, transaction);
      });
    },

    /**
     * Starts a run that was asked for, or answers the one of that kind, about the same, that runs.
     *
     * @throws BloomError RUNS_WAIT when as many as are worked off soon have been asked for already (law I8)
     */
    async start(
      wanted: NewRun,
      announce: Announce<RunDocument>,
    ): Promise<{ run: RunDocument; rows: OutboxRow[] }> {
      return store.transaction(async (transaction) => {
        const { practice, kind, about } = wanted;
        const alike = { practice, kind, state: 'running', about: about ?? { $exists: false } } as const;
        const running = await runs.findOne(alike, { session: transaction });
        if (running) return { run: running, rows: [] };
        const asked = { practice, state: 'running', about: { $exists: true } } as const;
        if (about && (await runs.countDocuments(asked, { session: transaction })) >= askedMax)
          throw new BloomError('RUNS_WAIT');
        await statuses.updateOne({ _id: practice }, [{ $set: { lastAttemptAtMs: serverNowMs } }], {
          session: transaction,
        });
        return insert(wanted, announce, transaction);
      });
    },

    get: (practice: string, id: string): Promise<RunDocument | null> => runs.findOne({ _id: id, practice }),

    /** The run of a practice to go on with: what a person asked for before the whole, of like ones the oldest. */
    open: (practice: string): Promise<RunDocument | null> =>
      runs.findOne({ practice, state: 'running' }, { sort: { about: -1, _id: 1 } }),

    practicesWithOpenRuns: (): Promise<string[]> => runs.distinct('practice', { state: 'running' }),

    /** Notes a page of a slice that was worked on. Answers the run as it stands, or null when it moved under us. */
    step(run: RunDocument, { slice, counts }: StepTaken): Promise<RunDocument | null> {
      const raised = Object.fromEntries(
        Object.entries(counts).map(([name, by]) => [`counts.${name}`, by ?? 0]),
      );
      return runs.findOneAndUpdate(
        { _id: run._id, v: run.v, 'slices.id': slice.id },
        { $set: { 'slices.$': slice }, $inc: { ...raised, v: 1 } },
        { returnDocument: 'after' },
      );
    },

    /** Announces how far a run is: nothing was saved with it, and what is lost is told again with the next step. */
    async tell(run: RunDocument, announce: Announce<RunDocument>): Promise<OutboxRow[]> {
      return store.transaction(async (transaction) => outbox.add(await announce(run), transaction));
    },

    /** A record of this practice was read and is there. */
    async noteCanary(practice: string, atMs: number): Promise<void> {
      await statuses.updateOne({ _id: practice }, { $set: { canaryAtMs: atMs } });
    },

    /** How every practice stands. */
    statuses: (): Promise<SyncStatusDocument[]> => statuses.find({}).toArray(),

    /** Ends a run, and notes what it saw whole: that moves cursors, and tells when the next listing is due. */
    async end(
      run: RunDocument,
      state: 'done' | 'partial' | 'failed',
      seen: RunSeen,
      announce: Announce<RunDocument> = () => [],
    ): Promise<OutboxRow[]> {
      return store.transaction(async (transaction) => {
        const ended = await runs.findOneAndUpdate(
          { _id: run._id, state: 'running' },
          { $set: { state, completedAtMs: nowMs(), endedAt: new Date(nowMs()) }, $inc: { v: 1 } },
          { session: transaction, returnDocument: 'after' },
        );
        if (ended === null) return [];
        const moved = Object.fromEntries(
          Object.entries(seen.cursors).map(([type, ms]) => [`cursors.${type}`, ms]),
        );
        const listed = Object.fromEntries(seen.listed.map((id) => [`listedAtMs.${id}`, nowMs()]));
        const whole = {
          lastSuccessAtMs: nowMs(),
          freshAsOfMs: run.startedAtMs,
          ...(run.kind === 'first' ? { firstSyncDone: true } : {}),
          errors: resolvedBefore(run.startedAtMs),
        };
        // A run of one day or one practitioner says nothing of the rest of the practice.
        const says = state === 'done' && run.about === undefined;
        const change = { ...moved, ...listed, ...(says ? whole : {}) };
        if (Object.keys(change).length > 0)
          await statuses.updateOne({ _id: run.practice }, [{ $set: change }], { session: transaction });
        return outbox.add(await announce(ended), transaction);
      });
    },

    /**
     * A fault that a person should know of, told once while it lasts. The newest 20 are kept; a whole run resolves those
     * that were not met since it began.
     */
    async noteError(
      practice: string,
      error: { operation: string; entity: string; code: string },
    ): Promise<void> {
      const atMs = nowMs();
      const { code, entity } = error;
      const { matchedCount } = await statuses.updateOne(
        { _id: practice, errors: { $elemMatch: { code, entity, resolved: false } } },
        { $set: { 'errors.$.lastAtMs': atMs } },
      );
      if (matchedCount > 0) return;
      const noted = { ...error, atMs, lastAtMs: atMs, resolved: false };
      await statuses.updateOne(
        { _id: practice, errors: { $not: { $elemMatch: { code, entity, resolved: false } } } },
        { $push: { errors: { $each: [noted], $position: 0, $slice: errorsMax } } },
      );
    },
  };
}

export type Runs = ReturnType<typeof createRuns>;

/** The faults, those resolved that were last met by then. */
function resolvedBefore(atMs: number): Document {
  const resolved = { $or: ['$$error.resolved', { $lte: ['$$error.lastAtMs', atMs] }] };
  return {
    $map: { input: '$errors', as: 'error', in: { $mergeObjects: ['$$error', { resolved }] } },
  };
}
