import { rowDelayMs } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { DueRead, Lease } from '@bloom/store';
import type { AbsenceOutcome, createApplyAbsence } from '../apply/apply-absence.ts';
import type { ApplyObservation } from '../apply/apply-observation.ts';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { ReadBatch } from './choose-batches.ts';
import { eachOf } from './each-of.ts';
import type { Turns } from './turns.ts';

const savesAtOnce = 8;
/** An operator decides about a held deletion; meanwhile it is looked for in lists, and that seldom. */
const heldAgainMs = 60 * 60_000;
/** What no control could prove is looked at again sooner: controls change. */
const unprovenAgainMs = 30_000;

const waitsFor: ReadonlySet<string> = new Set(['throttled', 'auth', 'transient', 'missing']);

/** A row goes when its read was applied, else it is looked at again. */
type RowEnd = 'done' | 'stayed';

/** When what a batch read may be applied, beside other batches of its practice. */
export type BatchTurn = {
  /** Those whom these records may name, where they are being read as well. */
  readonly named: Promise<unknown>;
  /** Deletions go one after another: each counts before the next is decided upon. */
  readonly deleting: Turns;
};

/**
 * Reads a batch of due rows in one request and folds each record in; a row goes only if the read began after its last
 * wish. Every failure but a lost lease becomes the row's own.
 */
export function createRereadBatch(
  ports: ReconcilerPorts,
  applyObservation: ApplyObservation,
  { applyAbsence, controlOf }: ReturnType<typeof createApplyAbsence>,
) {
  const { rereads, runs, held, clock, events } = ports;

  /** What the outcome of a row's read means for the row. */
  async function settle(row: DueRead, outcome: AbsenceOutcome, from: number): Promise<RowEnd> {
    if (outcome.kind === 'doubtful') {
      await rereads.later(row, { inMs: outcome.readAgainInMs, settled: outcome.readAgainInMs > 0 });
      return 'stayed';
    }
    if (outcome.kind === 'held' && outcome.reason !== 'rejected') {
      const waits = outcome.reason === 'too-many';
      await rereads.later(row, { inMs: waits ? heldAgainMs : unprovenAgainMs, held: waits });
      return 'stayed';
    }
    if (outcome.kind === 'nothing') await rereads.nothingAt(row);
    await rereads.done([{ ...row, readNo: from }]);
    events.rereadDone(row.type, clock.nowMs() - row.sinceMs);
    return 'done';
  }

  /** A row's failure is its own: it waits longer each time, then it is parked and told. */
  async function postpone(row: DueRead, thrown: unknown): Promise<void> {
    const error = asBloomError(thrown);
    events.readFailed(row.practice, row.type, error);
    // A person has to know at once of credentials that do not hold.
    if (error.kind === 'auth')
      await runs.noteError(row.practice, { operation: 'reread', entity: row.type, code: error.code });
    // Waiting for Halaxy, its gate or our credentials is nobody's failed attempt; nor is a list that is not found.
    if (waitsFor.has(error.kind)) return rereads.later(row, { inMs: error.retryAfterMs ?? 5_000 });
    const inMs = rowDelayMs(row.attempts + 1);
    if (inMs !== undefined) return rereads.later(row, { inMs, failed: true });
    await runs.noteError(row.practice, { operation: 'reread', entity: row.type, code: error.code });
    await rereads.remove(row);
    events.readParked(row.practice, row.type, error.code);
  }

  /** Those that wait for an operator need no GET of their own while a list does not show them; they go on waiting. */
  async function undecided(absent: readonly DueRead[]): Promise<{ rows: DueRead[]; waiting: number }> {
    const [first] = absent.filter((row) => row.held);
    if (first === undefined) return { rows: [...absent], waiting: 0 };
    const ids = absent.map(({ id }) => id);
    const standings = await held.standingsOf(first.practice, first.type, ids);
    const waiting = absent.filter(({ id }) => standings.get(id) === 'held');
    for (const row of waiting) await rereads.later(row, { inMs: heldAgainMs, held: true });
    return { rows: absent.filter((row) => !waiting.includes(row)), waiting: waiting.length };
  }

  /** The others of its batch go on. @throws BloomError LEASE_LOST */
  async function settling(row: DueRead, work: () => Promise<RowEnd>): Promise<RowEnd> {
    try {
      return await work();
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      await postpone(row, thrown);
      return 'stayed';
    }
  }

  async function fold(
    door: PracticeDoor,
    { type, rows }: ReadBatch,
    lease: Lease,
    turn: BatchTurn,
  ): Promise<RowEnd[]> {
    const [first] = rows;
    if (first === undefined) return [];
    const ids = rows.map(({ id }) => id);
    const { found, from, to } = await door.readMany(type, ids, 'reread');
    await turn.named;
    const byId = new Map(found.map((record) => [record.id, record]));
    const ends: RowEnd[] = [];
    await eachOf(rows, savesAtOnce, async (row) => {
      const record = byId.get(row.id);
      if (record === undefined) return;
      const seen = { ...row, record, read: { from, to } };
      const apply = async () => {
        const applied = await applyObservation(seen, lease);
        if (row.held) await held.release(row);
        return settle(row, applied, from);
      };
      ends.push(await settling(row, apply));
    });
    const absent = await undecided(rows.filter(({ id }) => !byId.has(id)));
    ends.push(...Array.from({ length: absent.waiting }, (): RowEnd => 'stayed'));
    const absentIds = absent.rows.map(({ id }) => id);
    const control = controlOf(door, first, absentIds);
    for (const row of absent.rows) {
      const decide = async () => settle(row, await applyAbsence(door, row, control, lease), from);
      ends.push(await settling(row, () => turn.deleting(decide)));
    }
    return ends;
  }

  /** Answers how many of its rows are still there, to be read again. @throws BloomError LEASE_LOST */
  return async function rereadBatch(
    door: PracticeDoor,
    batch: ReadBatch,
    lease: Lease,
    turn: BatchTurn,
  ): Promise<{ readonly stayed: number }> {
    try {
      const ends = await fold(door, batch, lease, turn);
      return { stayed: ends.filter((end) => end === 'stayed').length };
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      await eachOf(batch.rows, savesAtOnce, (row) => postpone(row, thrown));
      return { stayed: batch.rows.length };
    }
  };
}

export type RereadBatch = ReturnType<typeof createRereadBatch>;
