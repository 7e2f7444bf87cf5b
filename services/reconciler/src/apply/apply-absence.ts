import { type AbsenceReport, decideTombstone } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { Applied, ApplyObservation } from './apply-observation.ts';

const windowMs = 10 * 60_000;

type Absent = { readonly practice: string; readonly type: string; readonly id: string };

export type AbsenceOutcome = Applied | { readonly kind: 'held' };

/**
 * Looks after a record that a batch did not bring: absence proves nothing, so it is read by itself. Only its own 404 or
 * 410, after a control record answered 200, makes a tombstone; and too many at once are held.
 */
export function createApplyAbsence(ports: ReconcilerPorts, applyObservation: ApplyObservation) {
  const { records, clock, events } = ports;

  async function controlStatus(door: PracticeDoor, { practice, type, id }: Absent): Promise<number> {
    const control = await records.controlOf(practice, type, id);
    // A practice's only record of a type has no control beside it: another type's will do.
    const named = control === undefined ? await anyControl(practice, type, id) : { type, id: control };
    if (named === undefined) return 0;
    return statusOf(() => door.readOne(named.type, named.id, 'reread')).then(({ status }) => status);
  }

  async function anyControl(practice: string, type: string, id: string) {
    for (const other of ['Practitioner', 'Patient', 'Appointment']) {
      const found = other === type ? undefined : await records.controlOf(practice, other, id);
      if (found !== undefined) return { type: other, id: found };
    }
    return undefined;
  }

  async function confirmGone(
    door: PracticeDoor,
    { practice, type, id }: Absent,
    from: number,
    lease: Lease | undefined,
  ): Promise<Applied> {
    const to = await door.readCounter();
    return applyObservation({ practice, type, id, record: undefined, read: { from, to } }, lease);
  }

  return async function applyAbsence(
    door: PracticeDoor,
    absent: Absent,
    lease: Lease | undefined,
    settled = false,
  ): Promise<AbsenceOutcome> {
    const { practice, type, id } = absent;
    const control = await controlStatus(door, absent);
    // The number that the own read draws is above this one: a safe beginning of its interval.
    const from = (await door.readCounter()) + 1;
    const own = await statusOf(() => door.readOne(type, id, 'reread'));
    if (own.answer) {
      const { resource, ...read } = own.answer;
      // A merged patient comes back as the one they were merged into: theirs is another record.
      const found = typeof resource.id === 'string' ? resource.id : id;
      return applyObservation({ practice, type, id: found, record: resource, read, settled }, lease);
    }
    const held = (await records.mirrorsOf(practice, type, [id])).get(id);
    // What was never ours cannot be deleted: a name out of nowhere must not count among the deletions (I11).
    if (held === undefined) return { kind: 'same' };
    if (held.goneAtMs !== undefined) return confirmGone(door, absent, from, lease);
    const report: AbsenceReport = {
      ownStatus: own.status,
      controlStatus: control,
      held: await records.heldCount(practice, type),
      wantedAtMs: await records.goneSince(practice, type, clock.nowMs() - windowMs),
      nowMs: clock.nowMs(),
    };
    const decision = decideTombstone(report);
    if (decision.kind === 'hold') {
      events.deletionHeld(type, decision.reason);
      return { kind: 'held' };
    }
    return confirmGone(door, absent, from, lease);
  };
}

/** The answer, or a 404 for a record that Halaxy has not (any more). Every other failure is the caller's. */
async function statusOf<T>(read: () => Promise<T>): Promise<{ status: number; answer?: T }> {
  try {
    return { status: 200, answer: await read() };
  } catch (thrown) {
    if (asBloomError(thrown).code !== 'HALAXY_MISSING') throw thrown;
    return { status: 404 };
  }
}
