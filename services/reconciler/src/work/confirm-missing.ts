import { asBloomError } from '@bloom/kit';
import type { RunCounts, RunDocument } from '@bloom/store';
import type { createApplyAbsence } from '../apply/apply-absence.ts';
import type { ReconcilerPorts } from '../ports.ts';
import { type CensusSlice, isCensus, type StepAbout } from './step.ts';

/** More missing than this are left to the due reads: a person waits for the run. */
const confirmedMax = 50;

/**
 * Looks for what a run's lists had to show and did not: each is read by itself, and is gone only as any other absence
 * is. What cannot be decided now becomes a due read.
 */
export function createConfirmMissing(
  { records, rereads, events }: ReconcilerPorts,
  { applyAbsence, controlOf }: ReturnType<typeof createApplyAbsence>,
) {
  return async function confirmMissing(
    { practice, slices }: RunDocument,
    { type, census }: CensusSlice,
    { door, lease, deleting }: StepAbout,
  ): Promise<Partial<RunCounts>> {
    const lists = slices.filter((slice) => slice.type === type && !isCensus(slice));
    const readNo = Math.min(...lists.flatMap(({ firstReadNo }) => firstReadNo ?? []));
    const missing = await records.appointmentsUnread(practice, census, readNo);
    const [now, later] = [missing.slice(0, confirmedMax), missing.slice(confirmedMax)];
    const wantedNo = await door.readCounter();
    const want = (ids: readonly string[]) =>
      rereads.want(ids.map((id) => ({ practice, type, id, wantedNo })));
    await want(later);
    const control = controlOf(door, { practice, type }, missing);
    const counts = { created: 0, updated: 0, deleted: 0, same: 0, errors: 0 };
    for (const id of now)
      await deleting(async () => {
        try {
          const absent = { practice, type, id, settled: false };
          const outcome = await applyAbsence(door, absent, control, lease);
          if (outcome.kind === 'held' || outcome.kind === 'doubtful') await want([id]);
          else if (outcome.kind === 'unreadable') counts.errors += 1;
          else if (outcome.kind !== 'stale' && outcome.kind !== 'nothing') counts[outcome.kind] += 1;
        } catch (thrown) {
          if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
          events.readFailed(practice, type, thrown);
          counts.errors += 1;
          await want([id]);
        }
      });
    return counts;
  };
}

export type ConfirmMissing = ReturnType<typeof createConfirmMissing>;
