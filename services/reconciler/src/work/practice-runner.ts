import { asBloomError, createAlarm, createInFlight } from '@bloom/kit';
import { keepLease, type Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';
import type { FoldObserved } from './fold-observed.ts';
import type { RereadBatch } from './reread-batch.ts';
import { createRereadRounds } from './reread-round.ts';
import type { StepRun } from './run-slice.ts';
import { createTurns } from './turns.ts';

const leaseMs = 15_000;
const renewAfterMs = 5_000;
/** A lease is kept this long after the last work, so that the next notification finds it held here. */
const lingerMs = 3_000;
/** While another pod holds the lease, its rows are looked at again after this. */
const elsewhereMs = 500;

/** What a nudge is about: due reads, or these and a run. */
export type WorkKind = 'reads' | 'run';

export type Nudge = (practice: string, about?: WorkKind) => void;

type Steps = {
  readonly foldObserved: FoldObserved;
  readonly rereadBatch: RereadBatch;
  readonly stepRun: StepRun;
};

/**
 * Works for a practice under its lease: a few batches of due reads and one page of its run at a time, until nothing is
 * due. One loop a practice, so that no practice waits for another's Halaxy.
 */
export function createPracticeRunners(ports: ReconcilerPorts, steps: Steps, signal: AbortSignal) {
  const { rereads, doorOf, clock, events } = ports;
  const running = new Map<string, { nudge: (about: WorkKind) => void; ended: Promise<void> }>();

  function runner(practice: string) {
    const alarm = createAlarm(clock, signal);
    const lease = keepLease(ports, { name: `practice.${practice}`, ttlMs: leaseMs, renewAfterMs });
    const reads = createInFlight(() => {
      if (reads.hasFailed() || rounds.hasMore()) alarm.ring();
    });
    const deleting = createTurns();
    const rounds = createRereadRounds(ports, steps.rereadBatch, practice, { inFlight: reads, deleting });
    // A run is looked for at once and when nudged, and went on with when it says so.
    let stepAtMs = Number.NEGATIVE_INFINITY;
    const pages = createInFlight(() => {
      if (pages.hasFailed() || stepAtMs < Number.POSITIVE_INFINITY) alarm.ring();
    });

    function startPage(door: PracticeDoor, held: Lease): void {
      // A page of the run beside the re-reads: a flood of notifications must not hold up the sweep.
      if (pages.size() > 0 || clock.monotonicMs() < stepAtMs) return;
      stepAtMs = Number.POSITIVE_INFINITY;
      void pages.start(async () => {
        const moreInMs = await steps.stepRun(practice, { door, lease: held, deleting });
        if (moreInMs !== undefined) stepAtMs = Math.min(stepAtMs, clock.monotonicMs() + moreInMs);
      });
    }

    async function work(): Promise<void> {
      let idleSinceMs: number | undefined;
      while (!signal.aborted) {
        const door = await doorOf(practice);
        if (door === undefined) return;
        alarm.reset();
        const held = await lease.keep();
        reads.rethrow();
        pages.rethrow();
        if (held === undefined) {
          if ((await rereads.nextDueInMs(practice)) === undefined) return;
          await alarm.wait(elsewhereMs);
          continue;
        }
        // What was read already waits for nobody: people watch for it.
        await steps.foldObserved(practice, held);
        const nextRowInMs = await rounds.startDue(door, held);
        startPage(door, held);
        const busy = reads.size() + pages.size() > 0;
        // While a page is read the next one waits for its end, however often it is asked for.
        const stepInMs = pages.size() > 0 ? Number.POSITIVE_INFINITY : stepAtMs - clock.monotonicMs();
        const dueInMs = Math.min(nextRowInMs ?? Number.POSITIVE_INFINITY, stepInMs);
        const nowMs = clock.monotonicMs();
        idleSinceMs = busy || dueInMs < Number.POSITIVE_INFINITY ? nowMs : (idleSinceMs ?? nowMs);
        if (nowMs - idleSinceMs > lingerMs) return;
        await alarm.wait(Math.max(0, Math.min(dueInMs, lingerMs)));
      }
    }

    return {
      alarm,
      nudge(about: WorkKind): void {
        if (about === 'run') stepAtMs = Number.NEGATIVE_INFINITY;
        alarm.ring();
      },
      /** Never rejects: what failed is told, and comes again. */
      async run(): Promise<void> {
        try {
          await work();
        } catch (thrown) {
          if (asBloomError(thrown).code === 'LEASE_LOST') events.leaseLost(practice);
          else events.workFailed(practice, thrown);
          await clock.sleep(1_000, signal);
        } finally {
          await Promise.all([reads.ended(), pages.ended()]);
          await lease.release();
        }
      },
    };
  }

  return {
    /** There may be work for this practice. Never waits. */
    nudge(practice: string, about: WorkKind = 'run'): void {
      const one = running.get(practice);
      one?.nudge(about);
      if (one || signal.aborted) return;
      const { alarm, nudge, run } = runner(practice);
      const ended = run().finally(() => {
        running.delete(practice);
        // What was nudged while it ended is not lost.
        if (alarm.isRung()) this.nudge(practice);
      });
      running.set(practice, { nudge, ended });
    },

    /** Resolves when no practice is worked on any more, after the signal. */
    async ended(): Promise<void> {
      await Promise.all([...running.values()].map((one) => one.ended));
    },
  };
}
