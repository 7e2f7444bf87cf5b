import { mergeObservation, type TransformFault, unreadable } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { groupOf } from '../project/project-record.ts';
import type { KeptApart } from './keep-apart.ts';
import { documentOf, mirrorOf, observationOf, type SeenRecord } from './mirror-of.ts';
import type { Saving } from './saving.ts';

export type Applied =
  | { readonly kind: 'created' | 'updated' | 'deleted' | 'same' | 'stale' | 'unreadable' }
  | { readonly kind: 'doubtful'; readonly readAgainInMs: number };

/** Saves decided upon a mirror that moved are decided again, this often. */
const triesMax = 5;

/**
 * Folds what was read into our record: load, decide, save with its announcements, say what happened.
 *
 * @throws BloomError LEASE_LOST when another has taken over, STORE_CONTENDED when the mirror never stands still
 */
export function createApplyObservation(
  ports: Pick<ReconcilerPorts, 'records' | 'runs' | 'clock' | 'events' | 'committed'>,
  saving: Saving,
  apartIn: (practice: string) => KeptApart,
) {
  const { records, clock, events } = ports;
  async function decideAndSave(seen: SeenRecord, lease: Lease | undefined): Promise<Applied | undefined> {
    const { practice, type, id } = seen;
    const held = (await records.mirrorsOf(practice, type, [id])).get(id);
    const outcome = mergeObservation(held && mirrorOf(held), observationOf(seen), seen.settled);
    if (outcome.kind === 'stale' || outcome.kind === 'doubtful') return outcome;
    const heldV = held?.v ?? 0;
    if (outcome.kind === 'same') {
      const mirror = documentOf(seen, outcome.next, held, clock.nowMs());
      return (await records.confirm(mirror, heldV)) ? { kind: 'same' } : undefined;
    }
    const projected = await saving.project(seen);
    const rows = await records.save({ ...saving.writesOf(projected, outcome.next, held), heldV, lease });
    if (rows === undefined) return undefined;
    ports.committed(rows);
    await saving.follow([projected]);
    return { kind: seen.record === undefined ? 'deleted' : outcome.kind };
  }

  /** A record that cannot be read changes nothing of ours: the copy that we could read stays, and a person is told. */
  async function leaveOut({ practice, type }: SeenRecord, faults: readonly TransformFault[]) {
    for (const { code } of faults) events.recordFault(type, code);
    events.observationMerged(type, 'unreadable');
    await ports.runs.noteError(practice, { operation: 'read', entity: type, code: 'HALAXY_MALFORMED' });
    return { kind: 'unreadable' } as const;
  }

  return async function applyObservation(seen: SeenRecord, lease: Lease | undefined): Promise<Applied> {
    const faults = seen.record && unreadable(seen.type, seen.record);
    if (faults) return leaveOut(seen, faults);
    const group = groupOf(seen.type);
    for (let tries = 1; tries <= triesMax; tries += 1) {
      const decide = () => decideAndSave(seen, lease);
      const applied = await (group ? apartIn(seen.practice)(group, decide) : decide());
      if (applied === undefined) continue;
      events.observationMerged(seen.type, applied.kind);
      return applied;
    }
    throw new BloomError('STORE_CONTENDED', `a ${seen.type} that others keep changing`);
  };
}

export type ApplyObservation = ReturnType<typeof createApplyObservation>;
