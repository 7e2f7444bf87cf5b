import { asBloomError, type Clock } from '@bloom/kit';
import type { Lease } from '@bloom/store';
import type { PracticeDoor, ReconcilerPorts } from '../ports.ts';

const leaseMs = 15_000;
const renewAfterMs = 5_000;
/** A lease is kept this long after the last work, so that the next notification finds it held here. */
const lingerMs = 3_000;
/** While another pod holds the lease, its rows are looked at again after this. */
const elsewhereMs = 500;

type Steps = {
  readonly rereadDue: (practice: string, door: PracticeDoor, lease: Lease) => Promise<number>;
  readonly stepRun: (practice: string, door: PracticeDoor, lease: Lease) => Promise<number | undefined>;
};

/**
 * Works for one practice at a time under its lease: due reads first, then a page of its run, until nothing is due. One
 * loop a practice, so that no practice waits for another's Halaxy.
 */
export function createPracticeRunners(ports: ReconcilerPorts, steps: Steps, signal: AbortSignal) {
  const { leases, rereads, doorOf, clock, events } = ports;
  const running = new Map<string, { wake: () => void; ended: Promise<void> }>();

  async function work(practice: string, woken: Alarm): Promise<void> {
    let lease: Lease | undefined;
    let leasedAtMs = Number.NEGATIVE_INFINITY;
    let idleSinceMs: number | undefined;
    try {
      while (!signal.aborted) {
        const door = await doorOf(practice);
        if (door === undefined) return;
        woken.reset();
        if (lease === undefined || clock.monotonicMs() - leasedAtMs > renewAfterMs) {
          leasedAtMs = clock.monotonicMs();
          lease = await leases.acquire(`practice.${practice}`, leaseMs);
        }
        if (lease === undefined) {
          if ((await rereads.nextDueInMs(practice)) === undefined) return;
          await woken.wait(elsewhereMs);
          continue;
        }
        const reread = await steps.rereadDue(practice, door, lease);
        // A page of the run after each round of re-reads: a flood of notifications must not hold up the sweep.
        const moreInMs = await steps.stepRun(practice, door, lease);
        if (reread > 0 || moreInMs === 0) {
          idleSinceMs = undefined;
          continue;
        }
        const dueInMs = Math.min(
          moreInMs ?? Number.POSITIVE_INFINITY,
          (await rereads.nextDueInMs(practice)) ?? Number.POSITIVE_INFINITY,
        );
        idleSinceMs ??= clock.monotonicMs();
        if (dueInMs === Number.POSITIVE_INFINITY && clock.monotonicMs() - idleSinceMs > lingerMs) return;
        await woken.wait(Math.min(dueInMs, lingerMs));
      }
    } finally {
      if (lease) await leases.release(lease).catch(() => {});
    }
  }

  async function keepWorking(practice: string, woken: Alarm): Promise<void> {
    try {
      await work(practice, woken);
    } catch (thrown) {
      if (asBloomError(thrown).code === 'LEASE_LOST') events.leaseLost(practice);
      else events.workFailed(practice, thrown);
      await clock.sleep(1_000, signal);
    }
  }

  return {
    /** There may be work for this practice. Never waits. */
    nudge(practice: string): void {
      const one = running.get(practice);
      one?.wake();
      if (one || signal.aborted) return;
      const woken = createAlarm(clock, signal);
      const ended = keepWorking(practice, woken).finally(() => {
        running.delete(practice);
        // What was nudged while it ended is not lost.
        if (woken.isSet()) this.nudge(practice);
      });
      running.set(practice, { wake: woken.set, ended });
    },

    /** Resolves when no practice is worked on any more, after the signal. */
    async ended(): Promise<void> {
      await Promise.all([...running.values()].map((one) => one.ended));
    },
  };
}

type Alarm = ReturnType<typeof createAlarm>;

/** A sleep that a nudge ends, even one that came just before it. */
function createAlarm(clock: Clock, signal: AbortSignal) {
  let rung = false;
  let ring: (() => void) | undefined;
  return {
    set: () => {
      rung = true;
      ring?.();
    },
    reset: () => {
      rung = false;
    },
    isSet: () => rung,
    async wait(ms: number): Promise<void> {
      if (rung) return;
      const cut = new AbortController();
      const end = () => cut.abort();
      ring = end;
      signal.addEventListener('abort', end, { once: true });
      await clock.sleep(ms, cut.signal);
      signal.removeEventListener('abort', end);
      ring = undefined;
    },
  };
}
