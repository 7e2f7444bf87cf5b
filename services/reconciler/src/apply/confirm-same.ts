import { mergeObservation, unreadable } from '@bloom/domain';
import type { ReconcilerPorts } from '../ports.ts';
import { documentOf, mirrorOf, observationOf } from './mirror-of.ts';

type Page = {
  readonly practice: string;
  readonly type: string;
  readonly found: readonly Readonly<Record<string, unknown>>[];
  readonly read: { readonly from: number; readonly to: number };
};

/**
 * Takes out of a page what says nothing new, most of a listing: one read and one write for all of it. Answers how many
 * those were, `fresh`, whom we do not hold, and the records that are left to be applied one by one.
 */
export function createConfirmSame({
  records,
  clock,
  events,
}: Pick<ReconcilerPorts, 'records' | 'clock' | 'events'>) {
  return async function confirmSame({ practice, type, found, read }: Page) {
    const named = found.filter((record) => typeof record.id === 'string');
    const held = await records.mirrorsOf(
      practice,
      type,
      named.map(({ id }) => id as string),
    );
    const same = named.flatMap((record) => {
      const id = record.id as string;
      const mirror = held.get(id);
      if (mirror === undefined || unreadable(type, record)) return [];
      const seen = { practice, type, id, record, read };
      const outcome = mergeObservation(mirrorOf(mirror), observationOf(seen));
      if (outcome.kind !== 'same') return [];
      return [{ record, mirror: documentOf(seen, outcome.next, mirror, clock.nowMs()), heldV: mirror.v }];
    });
    const confirmed = await records.confirmAll(same);
    // One of them moved meanwhile, and which is not told: each is decided anew, which does no harm.
    if (confirmed < same.length) return { same: 0, fresh: [], left: found };
    for (const _ of same) events.observationMerged(type, 'same');
    const fresh = named.filter((record) => !held.has(record.id as string) && !unreadable(type, record));
    const known = new Set([...same.map(({ record }) => record), ...fresh]);
    return { same: same.length, fresh, left: found.filter((record) => !known.has(record)) };
  };
}
