import { asBloomError } from '@bloom/kit';
import type { DueObserved, Lease } from '@bloom/store';
import type { ApplyObservation } from '../apply/apply-observation.ts';
import type { ReconcilerPorts } from '../ports.ts';
import { eachOf } from './each-of.ts';

const rowsAtOnce = 100;
const recordsAtOnce = 8;
const soonMs = 1_000;
const againMs = 5_000;
const seldomMs = 60_000;
const attemptsMax = 20;

/**
 * Folds in what halaxy-writer read: of one record in the order of its reads. Where it cannot be told which is newer, it is
 * read again first. Answers how many there were.
 */
export function createFoldObserved(
  { observed, rereads, events }: Pick<ReconcilerPorts, 'observed' | 'rereads' | 'events'>,
  applyObservation: ApplyObservation,
) {
  async function fold(row: DueObserved, lease: Lease): Promise<void> {
    const { practice, type, id, content, from, to, settlesSeq, bornOf, editId } = row;
    const record = JSON.parse(content);
    const read = { from, to };
    const seen = { practice, type, id, record, read, source: 'edit', editId, settlesSeq, bornOf } as const;
    const applied = await applyObservation(seen, lease);
    // One that cannot be read waits: when a later read can be, ours is not older, and that settles the edit.
    if (applied.kind === 'unreadable') return observed.later(row.rowId, seldomMs);
    if (applied.kind !== 'doubtful') return observed.done([row.rowId]);
    // Once it was read again, ours is not older than what was observed, and that settles the edit.
    await rereads.want([{ practice, type, id, wantedNo: to, source: 'sweep' }]);
    await observed.later(row.rowId, Math.max(applied.readAgainInMs, soonMs));
  }

  async function foldOrPostpone(row: DueObserved, lease: Lease): Promise<void> {
    try {
      await fold(row, lease);
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      events.readFailed(row.practice, row.type, thrown);
      await observed.later(row.rowId, row.attempts < attemptsMax ? againMs : seldomMs);
    }
  }

  /** @throws BloomError LEASE_LOST when another has taken over */
  return async function foldObserved(practice: string, lease: Lease): Promise<number> {
    const due = await observed.due(practice, rowsAtOnce);
    const byRecord = Map.groupBy(due, ({ type, id }) => `${type}|${id}`);
    await eachOf([...byRecord.values()], recordsAtOnce, async (rows) => {
      for (const row of rows) await foldOrPostpone(row, lease);
    });
    return due.length;
  };
}

export type FoldObserved = ReturnType<typeof createFoldObserved>;
