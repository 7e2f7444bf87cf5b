import { type AbsenceReport, decideTombstone } from '@bloom/domain';
import type { Read, Resource } from '@bloom/halaxy';
import { asBloomError } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { Applied, ApplyObservation } from './apply-observation.ts';
import type { SeenRecord } from './mirror-of.ts';

const windowMs = 10 * 60_000;

type Absent = {
  readonly practice: string;
  readonly type: string;
  readonly id: string;
  readonly source: SeenRecord['source'];
};

/** `nothing`: Halaxy has nothing of that name, and we never had. */
export type AbsenceOutcome =
  | Applied
  | { readonly kind: 'nothing' }
  | { readonly kind: 'held'; readonly reason: 'unproven' | 'too-many' | 'rejected' };

/** Whether Halaxy still shows what it should: asked anew for each record that a list did not bring, until once it does not. */
export type Control = { status(): Promise<number>; hasFailed(): boolean };

/** A control may have gone as well: the next is asked, up to so many. */
const controlsMax = 3;

/**
 * Looks after a record that a batch did not bring: absence proves nothing, so it is read by itself. Only its own 404 or
 * 410, twice and with a 200 of a control record between, makes a tombstone; and too many at once are held.
 */
export function createApplyAbsence(ports: ReconcilerPorts, applyObservation: ApplyObservation) {
  const { records, rereads, held, clock, events } = ports;

  /** The status of a control's GET, none of the absent being its own control. */
  async function controlStatus(
    door: PracticeDoor,
    { practice, type }: Pick<Absent, 'practice' | 'type'>,
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
    { practice, type, id, source, mergedInto }: Absent & { readonly mergedInto: string | undefined },
    from: number,
    lease: Lease | undefined,
  ): Promise<Applied> {
    const read = { from, to: await door.readCounter() };
    const merged = mergedInto === undefined ? {} : { mergedInto };
    const gone = { practice, type, id, source, record: undefined, read, ...merged };
    const applied = await applyObservation(gone, lease);
    await held.release({ practice, type, id });
    return applied;
  }

  function controlOf(
    door: PracticeDoor,
    about: Pick<Absent, 'practice' | 'type'>,
    absentIds: readonly string[],
  ): Control {
    let failed = false;
    return {
      hasFailed: () => failed,
      async status() {
        const status = await controlStatus(door, about, absentIds);
        failed ||= status !== 200;
        return status;
      },
    };
  }

  /** What is there after all is applied, and no operator need decide about it. */
  async function applyPresence(
    { practice, type, source, settled }: Absent & { readonly settled: boolean },
    id: string,
    { resource: record, ...read }: Read & { readonly resource: Resource },
    lease: Lease | undefined,
  ): Promise<Applied> {
    const applied = await applyObservation({ practice, type, id, record, read, source, settled }, lease);
    await held.release({ practice, type, id });
    return applied;
  }

  /** Reads it by itself. Where it is there it is applied; a merged patient comes back as the one they were merged into. */
  async function look(
    door: PracticeDoor,
    absent: Absent & { readonly settled: boolean },
    lease: Lease | undefined,
  ): Promise<{ applied: Applied } | { status: number; mergedInto: string | undefined }> {
    const { type, id } = absent;
    const { status, answer } = await statusOf(() => door.readOne(type, id, 'reread'));
    if (!answer) return { status, mergedInto: undefined };
    const found = typeof answer.resource.id === 'string' ? answer.resource.id : id;
    const applied = await applyPresence(absent, found, answer, lease);
    return found === id ? { applied } : { status: 410, mergedInto: found };
  }

  async function applyAbsence(
    door: PracticeDoor,
    absent: Absent & { readonly settled: boolean },
    control: Control,
    lease: Lease | undefined,
  ): Promise<AbsenceOutcome> {
    const { practice, type, id } = absent;
    // Where nothing is found that is there, a look at each of the others would only spend what Halaxy allows.
    if (control.hasFailed()) return { kind: 'held', reason: 'unproven' };
    const first = await look(door, absent, lease);
    if ('applied' in first) return first.applied;
    const mirror = (await records.mirrorsOf(practice, type, [id])).get(id);
    // What was never ours cannot be deleted: a name out of nowhere must not count among the deletions (I11).
    if (mirror === undefined && first.mergedInto === undefined) return { kind: 'nothing' };
    // A gateway that fails now and then says 404 as well: a control between two looks has to be there.
    const controlStatusNow = await control.status();
    // The number that the second look draws is above this one: a safe beginning of its interval.
    const from = (await door.readCounter()) + 1;
    const own = controlStatusNow === 200 ? await look(door, absent, lease) : first;
    if ('applied' in own) return own.applied;
    const { mergedInto } = own;
    // Merged before we knew them: whose they are now is all there is to keep.
    const isOver = mirror === undefined || mirror.goneAtMs !== undefined;
    if (isOver && controlStatusNow === 200) return confirmGone(door, { ...absent, mergedInto }, from, lease);
    const sinceMs = clock.nowMs() - windowMs;
    const standings = await held.standingsOf(practice, type, [id]);
    const report: AbsenceReport = {
      ownStatus: own.status,
      controlStatus: controlStatusNow,
      held: await records.heldCount(practice, type),
      wantedAtMs: [
        ...(await records.goneSince(practice, type, sinceMs)),
        ...(await held.heldSince(practice, type, sinceMs)),
      ],
      standing: standings.get(id) ?? 'none',
      nowMs: clock.nowMs(),
    };
    const decision = decideTombstone(report);
    if (decision.kind === 'confirm') return confirmGone(door, { ...absent, mergedInto }, from, lease);
    if (decision.reason === 'too-many' && !standings.has(id)) {
      await held.hold(practice, type, [id]);
      events.deletionHeld(type, decision.reason);
    }
    return { kind: 'held', reason: decision.reason };
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
