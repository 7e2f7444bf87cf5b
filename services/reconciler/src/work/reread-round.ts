import type { InFlight } from '@bloom/kit';
import type { DueRead, Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import { chooseBatches, mayName, type ReadBatch } from './choose-batches.ts';
import type { RereadBatch } from './reread-batch.ts';
import type { Turns } from './turns.ts';

/** So many requests of one practice are under way at once: what comes while one is, need not wait for its end. */
const batchesAtOnce = 3;
const rowsAtOnce = 200;

const keyOf = ({ type, id }: DueRead): string => `${type}|${id}`;

/**
 * The due reads of one practice, a few batches in flight. A row is in one of them at a time; records are applied after
 * those whom they may name.
 */
export function createRereadRounds(
  { rereads }: Pick<ReconcilerPorts, 'rereads'>,
  rereadBatch: RereadBatch,
  practice: string,
  { inFlight, deleting }: { readonly inFlight: InFlight; readonly deleting: Turns },
) {
  /** Rows in a batch, each with the wish that the batch answers. */
  const taken = new Map<string, number>();
  /** Whether the end of a batch leaves something to look for: what is not known here, a nudge or the clock tells. */
  let more = false;
  const underWay = new Map<ReadBatch, Promise<void>>();

  function start(door: PracticeDoor, lease: Lease, batch: ReadBatch): void {
    const named = Promise.all(
      [...underWay].filter(([other]) => mayName(batch.type, other.type)).map(([, ended]) => ended),
    );
    for (const row of batch.rows) taken.set(keyOf(row), row.wantedNo);
    const ended = inFlight.start(async () => {
      try {
        const { stayed } = await rereadBatch(door, batch, lease, { named, deleting });
        more ||= stayed > 0;
      } finally {
        underWay.delete(batch);
        for (const row of batch.rows) taken.delete(keyOf(row));
      }
    });
    underWay.set(batch, ended);
  }

  /** Starts what is due and has room. Answers when the next row is due that nobody works on: milliseconds from now. */
  async function startDue(door: PracticeDoor, lease: Lease): Promise<number | undefined> {
    more = false;
    const limit = rowsAtOnce + taken.size;
    const rows = await rereads.upcoming(practice, limit);
    const free = rows.filter((row) => !taken.has(keyOf(row)));
    const due = free.filter(({ dueInMs }) => dueInMs <= 0);
    const batches = chooseBatches(due, Math.max(0, batchesAtOnce - underWay.size));
    const started = batches.reduce((sum, batch) => sum + batch.rows.length, 0);
    const namedAgain = rows.some((row) => row.wantedNo > (taken.get(keyOf(row)) ?? row.wantedNo));
    more ||= started < due.length || rows.length === limit || namedAgain;
    for (const batch of batches) start(door, lease, batch);
    return free.find(({ dueInMs }) => dueInMs > 0)?.dueInMs;
  }

  return { startDue, hasMore: () => more };
}
