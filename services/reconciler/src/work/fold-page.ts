import type { ReadPage } from '@bloom/halaxy';
import { asBloomError } from '@bloom/kit';
import type { Lease, RunCounts, RunDocument, SliceDocument } from '@bloom/store';
import type { ApplyNew } from '../apply/apply-new.ts';
import type { ApplyObservation } from '../apply/apply-observation.ts';
import { createConfirmSame } from '../apply/confirm-same.ts';
import type { SeenRecord } from '../apply/mirror-of.ts';
import type { ReconcilerPorts } from '../ports.ts';
import { eachOf } from './each-of.ts';
import { noCounts } from './step.ts';

const savesAtOnce = 8;

/** What became of a page's records; `unkept`: those that our record does not show as read. */
export type Folded = { readonly counts: RunCounts; readonly unkept: number };

/** Folds a page's records in. One that cannot be kept holds up no other: it becomes a read of its own (I14). */
export function createFoldPage(
  ports: ReconcilerPorts,
  applyObservation: ApplyObservation,
  applyNew: ApplyNew,
) {
  const { rereads, events } = ports;
  const confirmSame = createConfirmSame(ports);

  /** Whatever stands in the way of one of them is found when each is applied by itself. */
  async function keptTogether(page: readonly SeenRecord[], lease: Lease): Promise<boolean> {
    try {
      return await applyNew(page, lease);
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      return false;
    }
  }

  return async function foldPage(
    { practice, kind }: RunDocument,
    { type }: SliceDocument,
    read: ReadPage,
    lease: Lease,
  ): Promise<Folded> {
    const { same, fresh, left } = await confirmSame({ practice, type, found: read.found, read });
    // A first sync announces its run alone: nobody has seen anything yet.
    const about = { practice, type, read, source: 'sweep', quiet: kind === 'first' } as const;
    const areKept = await keptTogether(
      fresh.map((record) => ({ ...about, id: String(record.id), record })),
      lease,
    );
    const counts: Record<keyof RunCounts, number> = {
      ...noCounts,
      same,
      created: areKept ? fresh.length : 0,
    };
    let unkept = 0;
    const wantAgain = (id: string) =>
      rereads.want([{ practice, type, id, wantedNo: read.from, source: 'sweep' }]);
    await eachOf(areKept ? left : [...fresh, ...left], savesAtOnce, async (record) => {
      const { id } = record;
      if (typeof id !== 'string') {
        unkept += 1;
        return;
      }
      try {
        const applied = await applyObservation({ ...about, id, record }, lease);
        if (applied.kind === 'doubtful') await wantAgain(id);
        if (applied.kind === 'doubtful' || applied.kind === 'unreadable') unkept += 1;
        if (applied.kind === 'unreadable') counts.errors += 1;
        else if (applied.kind !== 'stale' && applied.kind !== 'doubtful') counts[applied.kind] += 1;
      } catch (thrown) {
        if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
        events.readFailed(practice, type, thrown);
        counts.errors += 1;
        unkept += 1;
        await wantAgain(id);
      }
    });
    // Those that were not kept were wished for anew: their rows stay.
    const ids = read.found.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
    await rereads.shown(practice, type, ids, read.from);
    return { counts, unkept };
  };
}

export type FoldPage = ReturnType<typeof createFoldPage>;
