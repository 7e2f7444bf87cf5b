import { batchIds, isHalaxyId, referenceTypes, rowDelayMs } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { DueRead, Lease } from '@bloom/store';
import type { AbsenceOutcome, createApplyAbsence } from '../apply/apply-absence.ts';
import type { ApplyObservation } from '../apply/apply-observation.ts';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';

const rowsAtOnce = 200;
const savesAtOnce = 8;
/** An operator decides about a held deletion; meanwhile it is looked at again. */
const heldAgainMs = 10 * 60_000;
/** What no control could prove is looked at again sooner: controls change. */
const unprovenAgainMs = 30_000;

/** Who is named by others comes first, so that what names them finds them. */
const typeOrder = ['Practitioner', 'PractitionerRole', 'Patient', 'Appointment', 'Invoice'];

/**
 * Reads what is due for one practice: rows by type, up to 50 ids in one request, each record folded in, its row gone
 * only if the read began after the last wish.
 */
export function createRereadDue(
  ports: ReconcilerPorts,
  applyObservation: ApplyObservation,
  { applyAbsence, controlOf }: ReturnType<typeof createApplyAbsence>,
) {
  const { rereads, runs, clock, events } = ports;

  /** What the outcome of a row's read means for the row. */
  async function settle(row: DueRead, outcome: AbsenceOutcome, from: number): Promise<void> {
    if (outcome.kind === 'doubtful')
      return rereads.later(row, { inMs: outcome.readAgainInMs, settled: outcome.readAgainInMs > 0 });
    if (outcome.kind === 'held')
      return rereads.later(row, { inMs: outcome.reason === 'unproven' ? unprovenAgainMs : heldAgainMs });
    await rereads.done([{ ...row, readNo: from }]);
    events.rereadDone(row.type, clock.nowMs() - row.sinceMs);
  }

  /** A row's failure is its own: it waits longer each time, then it is parked and told. */
  async function postpone(row: DueRead, thrown: unknown): Promise<void> {
    const error = asBloomError(thrown);
    events.readFailed(row.practice, row.type, error);
    // A person has to know at once of credentials that do not hold.
    if (error.kind === 'auth')
      await runs.noteError(row.practice, { operation: 'reread', entity: row.type, code: error.code });
    // Waiting for Halaxy, its gate or our credentials is nobody's failed attempt.
    if (error.kind === 'throttled' || error.kind === 'auth' || error.kind === 'transient')
      return rereads.later(row, { inMs: error.retryAfterMs ?? 5_000 });
    const inMs = rowDelayMs(row.attempts + 1);
    if (inMs !== undefined) return rereads.later(row, { inMs, failed: true });
    await runs.noteError(row.practice, { operation: 'reread', entity: row.type, code: error.code });
    await rereads.remove(row);
    events.readParked(row.practice, row.type, error.code);
  }

  async function rereadBatch(
    door: PracticeDoor,
    rows: readonly DueRead[],
    lease: Lease | undefined,
  ): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const { practice, type } = first;
    const { found, from, to } = await door.readMany(
      type,
      rows.map(({ id }) => id),
      'reread',
    );
    const byId = new Map(found.map((record) => [record.id, record]));
    const absent = rows.filter(({ id }) => !byId.has(id));
    await eachOf(rows, savesAtOnce, async (row) => {
      const record = byId.get(row.id);
      if (record === undefined) return;
      const seen = { practice, type, id: row.id, record, read: { from, to }, settled: row.settled };
      await settling(row, async () => settle(row, await applyObservation(seen, lease), from));
    });
    const control = controlOf(
      door,
      first,
      absent.map(({ id }) => id),
    );
    // One after another: each deletion counts before the next is decided upon.
    for (const row of absent)
      await settling(row, async () => settle(row, await applyAbsence(door, row, control, lease), from));
  }

  /** A row's failure is its own: the others of its batch go on. @throws BloomError LEASE_LOST */
  async function settling(row: DueRead, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      await postpone(row, thrown);
    }
  }

  /** Works on what is due now. Answers how many rows were looked at. @throws BloomError LEASE_LOST */
  return async function rereadDue(
    practice: string,
    door: PracticeDoor,
    lease: Lease | undefined,
  ): Promise<number> {
    const due = await rereads.due(practice, rowsAtOnce);
    const known = due.flatMap((row) => {
      const type = referenceTypes.find((one) => one === row.type);
      return type && isHalaxyId(row.id) ? [{ ...row, type }] : [];
    });
    const batches = batchIds(known).sort((a, b) => typeOrder.indexOf(a.type) - typeOrder.indexOf(b.type));
    for (const { type, ids } of batches) {
      const rows = known.filter((row) => row.type === type && ids.includes(row.id));
      try {
        await rereadBatch(door, rows, lease);
      } catch (thrown) {
        if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
        await eachOf(rows, savesAtOnce, (row) => postpone(row, thrown));
      }
    }
    return due.length;
  };
}

/** Bounded in flight: none of many saves waits for all others, and none of them fills the memory. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: Math.min(atOnce, left.length) }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
