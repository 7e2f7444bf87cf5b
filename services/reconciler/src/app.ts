import { createApplyAbsence } from './apply/apply-absence.ts';
import { createApplyNew } from './apply/apply-new.ts';
import { createApplyObservation } from './apply/apply-observation.ts';
import { createKeptApartIn } from './apply/keep-apart.ts';
import { createSaving } from './apply/saving.ts';
import { noteNotified } from './consumers/note-notified.ts';
import { noteObserved } from './consumers/note-observed.ts';
import { noteSlices } from './consumers/note-slices.ts';
import type { ReconcilerPorts } from './ports.ts';
import { createClaimRuns } from './work/claim-runs.ts';
import { createConfirmAbsent } from './work/confirm-absent.ts';
import { createFindMissing } from './work/find-missing.ts';
import { createFoldObserved } from './work/fold-observed.ts';
import { createFoldPage } from './work/fold-page.ts';
import { createPracticeRunners, type Nudge } from './work/practice-runner.ts';
import { createRereadBatch } from './work/reread-batch.ts';
import { createRunSlices } from './work/run-slice.ts';

/** The reconciler: ports in, behaviour out. Tests build this same object. */
export function buildReconciler(ports: ReconcilerPorts) {
  const stop = new AbortController();
  const saving = createSaving(ports, (practice) => nudge(practice, 'reads'));
  const apartIn = createKeptApartIn();
  const applyObservation = createApplyObservation(ports, saving, apartIn);
  const applyNew = createApplyNew(ports, saving, apartIn);
  const applyAbsence = createApplyAbsence(ports, applyObservation);
  const findMissing = createFindMissing(ports, createConfirmAbsent(ports, applyAbsence));
  const runners = createPracticeRunners(
    ports,
    {
      foldObserved: createFoldObserved(ports, applyObservation),
      rereadBatch: createRereadBatch(ports, applyObservation, applyAbsence),
      stepRun: createRunSlices(ports, createFoldPage(ports, applyObservation, applyNew), findMissing),
    },
    stop.signal,
  );
  const nudge: Nudge = (practice, about) => runners.nudge(practice, about);
  return {
    applyObservation,
    consumers: [noteNotified(ports, nudge), noteSlices(nudge), noteObserved(ports, nudge)] as const,
    claimRuns: createClaimRuns(ports, nudge),
    nudge,
    /** Lets what is in flight end, then rests. */
    async close(): Promise<void> {
      stop.abort();
      await runners.ended();
    },
  };
}

export type Reconciler = ReturnType<typeof buildReconciler>;
