import {
  type MergeOutcome,
  type Mirror,
  mergeObservation,
  type TransformFault,
  unreadable,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { Lease, MirrorDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { groupOf } from '../project/project-record.ts';
import type { KeptApart } from './keep-apart.ts';
import { documentOf, mirrorOf, observationOf, type SeenRecord, settlesMore } from './mirror-of.ts';
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
    if (outcome.kind === 'doubtful') return outcome;
    const heldV = held?.v ?? 0;
    if (outcome.kind === 'stale' || outcome.kind === 'same') {
      // An edit is settled once ours is not older than what showed it: our record then contains it, or what came after.
      if (held && settlesMore(seen, held))
        return save({ ...seen, record: recordOf(held) }, nextOf(outcome, held), held, lease);
      if (outcome.kind === 'stale') return outcome;
      const mirror = documentOf(seen, outcome.next, held, clock.nowMs());
      return (await records.confirm(mirror, heldV)) ? { kind: 'same' } : undefined;
    }
    return save(seen, outcome.next, held, lease, outcome.kind);
  }

  async function save(
    seen: SeenRecord,
    next: Mirror,
    held: MirrorDocument | undefined,
    lease: Lease | undefined,
    kind: 'created' | 'updated' = 'updated',
  ): Promise<Applied | undefined> {
    const projected = await saving.project(seen, held);
    const heldV = held?.v ?? 0;
    const rows = await records.save({ ...saving.writesOf(projected, next, held), heldV, lease });
    if (rows === undefined) return undefined;
    ports.committed(rows);
    await saving.follow([projected]);
    return { kind: seen.record === undefined ? 'deleted' : kind };
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

/** The record as we hold it; undefined where it is gone. */
function recordOf({ content }: MirrorDocument): SeenRecord['record'] {
  return content === undefined ? undefined : JSON.parse(content);
}

function nextOf(outcome: Extract<MergeOutcome, { kind: 'same' | 'stale' }>, held: MirrorDocument): Mirror {
  return outcome.kind === 'same' ? outcome.next : mirrorOf(held);
}
