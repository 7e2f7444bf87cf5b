import { type AbsenceReport, decideTombstone } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { Applied, ApplyObservation } from './apply-observation.ts';

const windowMs = 10 * 60_000;

type Absent = { readonly practice: string; readonly type: string; readonly id: string };

/** `nothing`: Halaxy has nothing of that name, and we never had. */
export type AbsenceOutcome =
  | Applied
  | { readonly kind: 'nothing' }
  | { readonly kind: 'held'; readonly reason: 'unproven' | 'too-many' };

/** Answers whether Halaxy still shows what it should: asked once for all that a batch did not bring. */
export type Control = () => Promise<number>;

/** A control may have gone as well: the next is asked, up to so many. */
const controlsMax = 3;

/**
 * Looks after a record that a batch did not bring: absence proves nothing, so it is read by itself. Only its own 404 or
 * 410, after a control record answered 200, makes a tombstone; and too many at once are held.
 */
export function createApplyAbsence(ports: ReconcilerPorts, applyObservation: ApplyObservation) {
  const { records, rereads, clock, events } = ports;

  /** The status of a control's GET, none of the absent being its own control. */
  async function controlStatus(
    door: PracticeDoor,
    { practice, type }: Omit<Absent, 'id'>,
    absentIds: readonly string[],
  ): Promise<number> {
    // What is to be read again may be gone as well: it proves nothing.
    const doubted = [...absentIds, ...(await rereads.named(practice, type))];
    const own = await records.controlsOf(practice, type, doubted, controlsMax);
    // A practice's only records of a type have no control beside them: another type's will do.
    const named =
      own.length > 0 ? own.map((id) => ({ type, id })) : await controlsOfOtherTypes(practice, type);
    for (const control of named) {
      const { status } = await statusOf(() => door.readOne(control.type, control.id, 'reread'));
      if (status === 200) return status;
    }
    return 404;
  }

  async function controlsOfOtherTypes(practice: string, type: string) {
    const others = ['Practitioner', 'Patient', 'Appointment'].filter((other) => other !== type);
    const found = others.map(async (other) =>
      (await records.controlsOf(practice, other, [], 1)).map((id) => ({ type: other, id })),
    );
    return (await Promise.all(found)).flat();
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

  function controlOf(door: PracticeDoor, about: Omit<Absent, 'id'>, absentIds: readonly string[]): Control {
    let asked: Promise<number> | undefined;
    return () => {
      asked ??= controlStatus(door, about, absentIds);
      return asked;
    };
  }

  async function applyAbsence(
    door: PracticeDoor,
    absent: Absent & { readonly settled: boolean },
    control: Control,
    lease: Lease | undefined,
  ): Promise<AbsenceOutcome> {
    const { practice, type, id, settled } = absent;
    const controlStatusNow = await control();
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
    if (held === undefined) return { kind: 'nothing' };
    if (held.goneAtMs !== undefined) return confirmGone(door, absent, from, lease);
    const report: AbsenceReport = {
      ownStatus: own.status,
      controlStatus: controlStatusNow,
      held: await records.heldCount(practice, type),
      wantedAtMs: await records.goneSince(practice, type, clock.nowMs() - windowMs),
      nowMs: clock.nowMs(),
    };
    const decision = decideTombstone(report);
    if (decision.kind === 'hold') {
      events.deletionHeld(type, decision.reason);
      return { kind: 'held', reason: decision.reason };
    }
    return confirmGone(door, absent, from, lease);
  }

  return { applyAbsence, controlOf };
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
