import { mergeObservation, type TransformFault, unreadable } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { groupOf, projectionOf } from '../project/project-record.ts';
import type { Projection } from '../project/projection.ts';
import { createKeptApart, type KeptApart } from './keep-apart.ts';
import { documentOf, mirrorOf, observationOf, type SeenRecord } from './mirror-of.ts';

export type Applied =
  | { readonly kind: 'created' | 'updated' | 'deleted' | 'same' | 'stale' | 'unreadable' }
  | { readonly kind: 'doubtful'; readonly readAgainInMs: number };

/** Saves decided upon a mirror that moved are decided again, this often. */
const triesMax = 5;

type Ports = Pick<
  ReconcilerPorts,
  'records' | 'rereads' | 'runs' | 'ids' | 'clock' | 'events' | 'announce' | 'committed'
>;

/**
 * Folds what was read into our record: load, decide, save with its announcements, say what happened.
 *
 * @param onWanted told when records that were named are to be read
 * @throws BloomError LEASE_LOST when another has taken over, STORE_CONTENDED when the mirror never stands still
 */
export function createApplyObservation(ports: Ports, onWanted: (practice: string) => void) {
  const { records, ids, clock, events } = ports;
  const apart = new Map<string, KeptApart>();

  /** One for each practice that we work for. */
  function apartIn(practice: string): KeptApart {
    const kept = apart.get(practice) ?? createKeptApart();
    apart.set(practice, kept);
    return kept;
  }

  async function decideAndSave(seen: SeenRecord, lease: Lease | undefined): Promise<Applied | undefined> {
    const { practice, type, id } = seen;
    const held = (await records.mirrorsOf(practice, type, [id])).get(id);
    const outcome = mergeObservation(held && mirrorOf(held), observationOf(seen), seen.settled);
    if (outcome.kind === 'stale' || outcome.kind === 'doubtful') return outcome;
    const mirror = documentOf(seen, outcome.next, held, clock.nowMs());
    const heldV = held?.v ?? 0;
    if (outcome.kind === 'same') return (await records.confirm(mirror, heldV)) ? { kind: 'same' } : undefined;
    const nowMs = clock.nowMs();
    const origin = { source: seen.source, readNo: seen.read.from, atMs: nowMs };
    const about = {
      ...{ practice, halaxyId: id, ids, nowMs, origin },
      ...(seen.mergedInto === undefined ? {} : { mergedInto: seen.mergedInto }),
    };
    const projection = await projectionOf(type)(seen.record, about, records.tables);
    const rows = await records.save({
      mirror,
      heldV,
      lease,
      async project(_tables, transaction) {
        await projection.write(transaction);
        return ports.announce(practice, seen.quiet ? [] : projection.changes);
      },
    });
    if (rows === undefined) return undefined;
    ports.committed(rows);
    await wantNamed(practice, projection.wanted, seen.read.to);
    for (const code of projection.faults) events.recordFault(type, code);
    return { kind: seen.record === undefined ? 'deleted' : outcome.kind };
  }

  /** Records that are named and not held are read next: by any read after this one. */
  async function wantNamed(practice: string, wanted: Projection['wanted'], readNo: number): Promise<void> {
    if (wanted.length === 0) return;
    await ports.rereads.want(wanted.map(({ type, id }) => ({ practice, type, id, wantedNo: readNo - 1 })));
    onWanted(practice);
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
