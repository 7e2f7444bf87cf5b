import { nextCursor } from '@bloom/domain';
import type { RunDocument, SliceDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { diarySlice, rosterSlice, wholeList, wholeTypes } from './plan-run.ts';
import { isCensus, isList, waitsForLists } from './step.ts';

/** Changes may show late in `_lastUpdated` searches. */
const overlapMs = 10 * 60_000;

/** Ends runs: what they saw whole moves cursors, and is told to those who look. */
export function createEndRun(ports: ReconcilerPorts) {
  const { runs, clock, events } = ports;

  /** What was read to its end. A buried slice's cursor stays: what it did not see is asked for again. */
  function seenBy({ kind, about, slices, startedAtMs }: RunDocument) {
    const whole = slices.filter(({ state }) => state === 'done');
    const read = about === undefined ? whole.filter((slice) => !waitsForLists(slice)) : [];
    // A listing of some days says nothing of what changed on others.
    const swept = read.filter((slice) => isList(slice) && slice.id === slice.type);
    const listed = read.map(({ id }) => id);
    return {
      cursors: Object.fromEntries(
        swept.flatMap((slice) => {
          const cursor = cursorOf(slice, startedAtMs);
          return cursor === undefined ? [] : [[slice.type, cursor]];
        }),
      ),
      // A first sync lists everything: what it does not show was never ours.
      listed: kind === 'first' ? [...listed, diarySlice, rosterSlice, ...wholeTypes.map(wholeList)] : listed,
    };
  }

  return async function endRun(run: RunDocument, failed = false): Promise<void> {
    const buried = run.slices.some(({ state }) => state === 'buried');
    const state = failed ? 'failed' : buried ? 'partial' : 'done';
    const seen = failed ? { cursors: {}, listed: [] } : seenBy(run);
    ports.committed(await runs.end(run, state, seen, (ended) => announceRun(ports, ended)));
    events.runEnded(run.practice, run.kind, state, clock.nowMs() - run.startedAtMs);
  };
}

function cursorOf({ newestUpdatedMs, serverStartMs }: SliceDocument, startedAtMs: number) {
  return nextCursor({
    newestUpdatedMs: newestUpdatedMs ?? undefined,
    serverStartMs: serverStartMs ?? undefined,
    startedAtMs,
    overlapMs,
  });
}

/**
 * A run is shown to those of the practice who look at its progress, and whom it was about; of a first sync everybody is
 * told at its end, and of nothing else.
 */
export async function announceRun({ announce, records }: ReconcilerPorts, run: RunDocument) {
  const { practice } = run;
  const channels = [
    `practice:${practice}`,
    ...(await ownersOf(records, run)).map((id) => `practitioner:${id}`),
  ];
  return announce(practice, [{ kind: 'run', id: run._id, channels }]);
}

async function ownersOf({ practitionersWithin, tables }: ReconcilerPorts['records'], run: RunDocument) {
  const { practice, kind, about, slices, state } = run;
  if (kind === 'first')
    return state === 'running' ? [] : tables.practitioners.distinct('_id', { practice, gone: false });
  // What is done every quarter of an hour is not told to everybody.
  const census = about && slices.find(isCensus)?.census;
  return census ? practitionersWithin(practice, census) : [];
}
