import { sliceDelayMs } from '@bloom/domain';
import { asBloomError } from '@bloom/kit';
import type { RunDocument, SliceDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { createEndRun } from './end-run.ts';
import type { FindMissing } from './find-missing.ts';
import type { FoldPage } from './fold-page.ts';
import { createProvePractice } from './prove-practice.ts';
import { createReadSlice } from './read-slice.ts';
import { isCensus, isList, noCounts, type StepAbout, waitsForLists } from './step.ts';
import { createTellProgress } from './tell-progress.ts';

/**
 * Works on a run page by page: each page's records folded in, then the slice moved on, so that a killed process goes on
 * where it was. Pages of a slice go in order.
 */
export function createRunSlices(ports: ReconcilerPorts, foldPage: FoldPage, findMissing: FindMissing) {
  const { runs, clock, events } = ports;
  const readSlice = createReadSlice(ports, foldPage);
  const provePractice = createProvePractice(ports);
  const endRun = createEndRun(ports);
  const tellProgress = createTellProgress(ports);

  /** The run's lists are read: what they had to show and did not is looked for, unless one of them was not read whole. */
  async function missing(run: RunDocument, slice: SliceDocument, about: StepAbout) {
    const lists = run.slices.filter((other) => other.type === slice.type && isList(other));
    if (lists.some(({ state }) => state !== 'done'))
      return runs.step(run, { slice: { ...slice, state: 'buried' }, counts: {} });
    const counts = isCensus(slice)
      ? await findMissing.byCensus(run, slice, about)
      : await findMissing.byWholeList(run, slice, about);
    return runs.step(run, { slice: { ...slice, state: 'done' }, counts });
  }

  async function step(run: RunDocument, slice: SliceDocument, about: StepAbout) {
    if (isUntouched(run)) await provePractice(run.practice, about);
    if (waitsForLists(slice)) return missing(run, slice, about);
    if (isList(slice)) return runs.step(run, await readSlice(run, slice, about));
    const counts = await findMissing.byRoster(run, about);
    return runs.step(run, { slice: { ...slice, state: 'done' }, counts: { ...noCounts, ...counts } });
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
    const waits = error.kind === 'throttled' || error.kind === 'auth' || error.kind === 'transient';
    const delayMs = waits ? (error.retryAfterMs ?? 5_000) : sliceDelayMs(slice.attempts + 1);
    if (delayMs === undefined || notHadByWaiting.has(error.code)) {
      await runs.noteError(run.practice, { operation: run.kind, entity: slice.type, code: error.code });
      return runs.step(run, { slice: { ...slice, state: 'buried' }, counts: { errors: 1 } });
    }
    const moved = { ...slice, attempts: slice.attempts + (waits ? 0 : 1), dueAtMs: clock.nowMs() + delayMs };
    return runs.step(run, { slice: moved, counts: {} });
  }

  /** One step of the practice's run. Answers when there is more: milliseconds from now; undefined = nothing runs. */
  return async function stepRun(practice: string, about: StepAbout): Promise<number | undefined> {
    const run = await runs.open(practice);
    if (run === null) return undefined;
    const slice = nextSlice(run, clock.nowMs());
    if (slice === undefined) {
      await endRun(run);
      return 0;
    }
    const waitMs = slice.dueAtMs - clock.nowMs();
    if (waitMs > 0) return waitMs;
    let stepped: RunDocument | null;
    try {
      stepped = await step(run, slice, about);
    } catch (thrown) {
      const { code } = asBloomError(thrown);
      if (code === 'LEASE_LOST') throw thrown;
      stepped = await postpone(run, slice, thrown);
      // Under another practice's credentials nothing of this run is read.
      if (stepped && code === 'HALAXY_OTHER_PRACTICE') {
        await endRun(stepped, true);
        return 0;
      }
    }
    if (stepped?.slices.every(({ state }) => state !== 'due')) await endRun(stepped);
    else if (stepped) await tellProgress(stepped);
    return 0;
  };
}

export type StepRun = ReturnType<typeof createRunSlices>;

/** The other slices go on, and the next run asks again. */
const notHadByWaiting: ReadonlySet<string> = new Set(['HALAXY_FORBIDDEN', 'HALAXY_FILTER_IGNORED']);

function isUntouched({ slices }: RunDocument): boolean {
  return slices.every(({ state, seen }) => state === 'due' && seen === 0);
}

/** A slice that waits after a failure holds up no other; only what looks for the missing waits for the lists of its type. */
function nextSlice({ slices }: RunDocument, nowMs: number): SliceDocument | undefined {
  const due = slices.filter(({ state }) => state === 'due');
  const isListed = (type: string) => !due.some((other) => other.type === type && isList(other));
  const eligible = due.filter((slice) => !waitsForLists(slice) || isListed(slice.type));
  return eligible.find(({ dueAtMs }) => dueAtMs <= nowMs) ?? eligible[0];
}
