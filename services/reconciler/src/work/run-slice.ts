import { nextCursor, parseInstant, rowDelayMs } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { Lease, RunCounts, RunDocument, SliceDocument } from '@bloom/store';
import type { ApplyObservation } from '../apply/apply-observation.ts';
import { createConfirmSame } from '../apply/confirm-same.ts';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { ConfirmMissing } from './confirm-missing.ts';
import { eachOf } from './each-of.ts';
import { type CensusSlice, isCensus, type StepAbout } from './step.ts';

const savesAtOnce = 8;
/** Changes may show late in `_lastUpdated` searches. */
const overlapMs = 10 * 60_000;

/**
 * Works on a run page by page: each page's records folded in, then the slice moved on, so that a killed process goes on
 * where it was. Pages of a slice go in order.
 */
export function createRunSlices(
  ports: ReconcilerPorts,
  applyObservation: ApplyObservation,
  confirmMissing: ConfirmMissing,
) {
  const { runs, rereads, clock, events } = ports;
  const confirmSame = createConfirmSame(ports);

  async function page(run: RunDocument, slice: SliceDocument, door: PracticeDoor, lease: Lease) {
    const read = await door.readPage(slice.type, slice.next ?? slice.query, 'sweep');
    const counts: Record<keyof RunCounts, number> = {
      created: 0,
      updated: 0,
      deleted: 0,
      same: 0,
      errors: 0,
    };
    const { same, left } = await confirmSame({
      practice: run.practice,
      type: slice.type,
      found: read.found,
      read,
    });
    counts.same += same;
    await eachOf(left, savesAtOnce, async (record) => {
      if (typeof record.id !== 'string') return;
      const seen = { practice: run.practice, type: slice.type, id: record.id, record, read };
      try {
        const applied = await applyObservation(seen, lease);
        if (applied.kind === 'doubtful') await rereads.want([{ ...seen, wantedNo: read.from }]);
        else if (applied.kind === 'unreadable') counts.errors += 1;
        else if (applied.kind !== 'stale') counts[applied.kind] += 1;
      } catch (thrown) {
        if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
        // One record that cannot be kept holds up no other: it becomes a row of its own (I14).
        events.readFailed(run.practice, slice.type, thrown);
        counts.errors += 1;
        await rereads.want([{ ...seen, wantedNo: read.from }]);
      }
    });
    const updated = read.found.map((record) =>
      parseInstant((record.meta as { lastUpdated?: unknown } | undefined)?.lastUpdated),
    );
    const newest = Math.max(slice.newestUpdatedMs ?? 0, ...updated.map((ms) => ms ?? 0));
    const moved: SliceDocument = {
      ...slice,
      next: read.next ?? null,
      state: read.next === undefined ? 'done' : 'due',
      seen: slice.seen + read.found.length,
      newestUpdatedMs: newest || null,
      serverStartMs: slice.serverStartMs ?? read.dateMs ?? clock.nowMs(),
      firstReadNo: slice.firstReadNo ?? read.from,
      attempts: 0,
    };
    return runs.step(run, { slice: moved, counts });
  }

  /** The run's lists are read: what they had to show and did not is looked for, unless one of them was not read whole. */
  async function missing(run: RunDocument, slice: CensusSlice, about: StepAbout) {
    const lists = run.slices.filter(({ id, type }) => type === slice.type && id !== slice.id);
    if (lists.some(({ state }) => state !== 'done'))
      return runs.step(run, { slice: { ...slice, state: 'buried' }, counts: {} });
    const counts = await confirmMissing(run, slice, about);
    return runs.step(run, { slice: { ...slice, state: 'done' }, counts });
  }

  /** A page that failed comes again later; after its attempts the slice is buried, and the run ends `partial`. */
  async function postpone(
    run: RunDocument,
    slice: SliceDocument,
    thrown: unknown,
  ): Promise<RunDocument | null> {
    const error = asBloomError(thrown);
    events.readFailed(run.practice, slice.type, error);
    // A person has to know at once of credentials that do not hold.
    if (error.kind === 'auth')
      await runs.noteError(run.practice, { operation: run.kind, entity: slice.type, code: error.code });
    // A right that we lack is not had by waiting: the other slices go on, and the next run asks again.
    const lacksRight = error.code === 'HALAXY_FORBIDDEN';
    const waits = error.kind === 'throttled' || error.kind === 'auth' || error.kind === 'transient';
    const delayMs = waits ? (error.retryAfterMs ?? 5_000) : rowDelayMs(slice.attempts + 1);
    if (delayMs === undefined || lacksRight) {
      await runs.noteError(run.practice, { operation: run.kind, entity: slice.type, code: error.code });
      return runs.step(run, { slice: { ...slice, state: 'buried' }, counts: { errors: 1 } });
    }
    const moved = { ...slice, attempts: slice.attempts + (waits ? 0 : 1), dueAtMs: clock.nowMs() + delayMs };
    return runs.step(run, { slice: moved, counts: {} });
  }

  async function end(run: RunDocument): Promise<void> {
    const buried = run.slices.some(({ state }) => state === 'buried');
    // A buried slice's cursor stays: what it did not see is asked for again.
    const whole = run.slices.filter(({ state }) => state === 'done');
    const ofPractice = run.about === undefined;
    const read = whole.filter((slice) => ofPractice && !isCensus(slice));
    // A listing of some days says nothing of what changed on others.
    const swept = read.filter(({ id, type }) => id === type);
    const seen = {
      cursors: Object.fromEntries(swept.map((slice) => [slice.type, cursorOf(slice)])),
      listed: read.map(({ id }) => id),
    };
    const state = buried ? 'partial' : 'done';
    ports.committed(await runs.end(run, state, seen, (ended) => announceRun(ports, ended)));
    events.runEnded(run.practice, run.kind, state, clock.nowMs() - run.startedAtMs);
  }

  /** One step of the practice's run. Answers when there is more: milliseconds from now; undefined = nothing runs. */
  return async function stepRun(practice: string, about: StepAbout): Promise<number | undefined> {
    const run = await runs.open(practice);
    if (run === null) return undefined;
    const slice = nextSlice(run, clock.nowMs());
    if (slice === undefined) {
      await end(run);
      return 0;
    }
    const waitMs = slice.dueAtMs - clock.nowMs();
    if (waitMs > 0) return waitMs;
    let stepped: RunDocument | null;
    try {
      stepped = isCensus(slice)
        ? await missing(run, slice, about)
        : await page(run, slice, about.door, about.lease);
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') throw thrown;
      stepped = await postpone(run, slice, thrown);
    }
    if (stepped?.slices.every(({ state }) => state !== 'due')) await end(stepped);
    return 0;
  };
}

export type StepRun = ReturnType<typeof createRunSlices>;

/** A slice that waits after a failure holds up no other; only a census waits for all lists. */
function nextSlice({ slices }: RunDocument, nowMs: number): SliceDocument | undefined {
  const due = slices.filter(({ state }) => state === 'due');
  const lists = due.filter((slice) => !isCensus(slice));
  const eligible = lists.length > 0 ? lists : due;
  return eligible.find(({ dueAtMs }) => dueAtMs <= nowMs) ?? eligible[0];
}

function cursorOf({ newestUpdatedMs, serverStartMs }: SliceDocument): number {
  return nextCursor({
    seenUpdatedMs: newestUpdatedMs === null ? [] : [newestUpdatedMs],
    serverStartMs: serverStartMs ?? 0,
    overlapMs,
  });
}

/** A run is shown to those of the practice who look at its progress, and whom it was about. */
export async function announceRun({ announce, records }: ReconcilerPorts, run: RunDocument) {
  const { practice, slices } = run;
  // What is done every quarter of an hour is not told to everybody.
  const census = run.about && slices.find(isCensus)?.census;
  const owners = census ? await records.practitionersWithin(practice, census) : [];
  const channels = [`practice:${practice}`, ...owners.map((id) => `practitioner:${id}`)];
  return announce(practice, [{ kind: 'run', id: run._id, channels }]);
}
