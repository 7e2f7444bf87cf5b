import { asBloomError } from '@bloom/kit';
import type { RunCounts } from '@bloom/store';
import type { createApplyAbsence } from '../apply/apply-absence.ts';
import type { ReconcilerPorts } from '../ports.ts';
import type { StepAbout } from './step.ts';

/** More missing than this are left to the due reads: a person waits for the run. */
const confirmedMax = 50;

/** What a list had to show and did not. */
export type Missing = { readonly practice: string; readonly type: string; readonly ids: readonly string[] };

/**
 * Looks for records that a list did not show: each is read by itself, and is gone only as any other absence is. What cannot
 * be decided now becomes a due read. Where the first of many turn out to be there, it is the list that is not believed:
 * the rest is left to the next one, and a person is told.
 */
export function createConfirmAbsent(
  { rereads, runs, held, events }: ReconcilerPorts,
  { applyAbsence, controlOf }: ReturnType<typeof createApplyAbsence>,
) {
  return async function confirmAbsent(
    { practice, type, ids }: Missing,
    { door, lease, deleting }: StepAbout,
  ): Promise<RunCounts> {
    // What waits for an operator, or was rejected, is not asked about again.
    const standings = await held.standingsOf(practice, type, ids);
    const open = ids.filter((id) => standings.get(id) === undefined || standings.get(id) === 'confirmed');
    const [now, later] = [open.slice(0, confirmedMax), open.slice(confirmedMax)];
    const wantedNo = await door.readCounter();
    const want = (wanted: readonly string[]) =>
      rereads.want(wanted.map((id) => ({ practice, type, id, wantedNo, source: 'sweep' as const })));
    const control = controlOf(door, { practice, type }, open);
    const counts = { created: 0, updated: 0, deleted: 0, same: 0, errors: 0 };
    const looked = { present: 0, absent: 0, held: 0 };

    async function look(id: string): Promise<void> {
      const absent = { practice, type, id, source: 'sweep' as const, settled: false };
      const outcome = await applyAbsence(door, absent, control, lease);
      if (outcome.kind === 'held') looked.held += 1;
      else if (outcome.kind === 'deleted') looked.absent += 1;
      else looked.present += 1;
      if (outcome.kind === 'held' || outcome.kind === 'doubtful') await want([id]);
      else if (outcome.kind === 'unreadable') counts.errors += 1;
      else if (outcome.kind !== 'stale' && outcome.kind !== 'nothing') counts[outcome.kind] += 1;
    }

    for (const id of now)
      await deleting(async () => {
        try {
          await look(id);
        } catch (thrown) {
          if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
          events.readFailed(practice, type, thrown);
          counts.errors += 1;
          await want([id]);
        }
      });
    if (later.length === 0) return counts;
    if (looked.present > looked.absent + looked.held)
      await runs.noteError(practice, { operation: 'census', entity: type, code: 'HALAXY_LIST_INCOMPLETE' });
    // The limit is passed already: an operator decides about all of them, and each is read before it goes.
    else if (looked.held > 0) await held.hold(practice, type, later);
    else await want(later);
    return counts;
  };
}

export type ConfirmAbsent = ReturnType<typeof createConfirmAbsent>;
