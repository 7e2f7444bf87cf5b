import { mergeObservation } from '@bloom/domain';
import type { Lease } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { groupOf } from '../project/project-record.ts';
import type { KeptApart } from './keep-apart.ts';
import { observationOf, type SeenRecord } from './mirror-of.ts';
import type { Saving } from './saving.ts';

/**
 * Folds in records of one type that we do not hold, a page of them in one transaction: most of a first sync, which would
 * wait for the disk once a record.
 *
 * @returns whether they were kept; none of them was where one had come meanwhile: then each is to be applied by itself
 * @throws BloomError LEASE_LOST when another has taken over
 */
export function createApplyNew(
  { records, events, committed }: Pick<ReconcilerPorts, 'records' | 'events' | 'committed'>,
  saving: Saving,
  apartIn: (practice: string) => KeptApart,
) {
  async function saveAll(page: readonly SeenRecord[], lease: Lease): Promise<boolean> {
    const projected = await Promise.all(page.map((seen) => saving.project(seen, undefined)));
    const saves = projected.flatMap((one) => {
      const outcome = mergeObservation(undefined, observationOf(one.seen));
      return outcome.kind === 'created' ? [saving.writesOf(one, outcome.next, undefined)] : [];
    });
    const rows = await records.saveNew(saves, lease);
    if (rows === undefined) return false;
    committed(rows);
    await saving.follow(projected);
    for (const { type } of page) events.observationMerged(type, 'created');
    return true;
  }

  return async function applyNew(page: readonly SeenRecord[], lease: Lease): Promise<boolean> {
    const [first] = page;
    if (first === undefined) return true;
    const group = groupOf(first.type);
    const save = () => saveAll(page, lease);
    return group ? apartIn(first.practice)(group, save) : save();
  };
}

export type ApplyNew = ReturnType<typeof createApplyNew>;
