import { asBloomError, createAlarm, createInFlight } from '@bloom/kit';
import { keepLease } from '@bloom/store';
import type { CarryWrite, PracticeTurn } from '../carry/carry-write.ts';
import type { WriterPorts } from '../ports.ts';

/** Longer than a request's deadline and its margin: one that leaves is done before another may take over. */
const leaseMs = 20_000;
const renewAfterMs = 2_000;
const lingerMs = 2_000;
const elsewhereMs = 500;
/** Records whose edits are carried at once; those of one record never. */
const atOnce = 8;
const failedAgainMs = 1_000;

export type NudgePractice = (practice: string) => void;

/** Carries the edits of a practice under its lease, those of each record one after another, until none is due. */
export function createPracticeRunners(ports: WriterPorts, carryWrite: CarryWrite, signal: AbortSignal) {
  const { writes, doorOf, clock, events } = ports;
  const running = new Map<string, { ring: () => void; ended: Promise<void> }>();

  function runner(practice: string) {
    const alarm = createAlarm(clock, signal);
    const kept = keepLease(ports, { name: `writes.${practice}`, ttlMs: leaseMs, renewAfterMs });
    const underWay = new Set<string>();
    const inFlight = createInFlight(() => alarm.ring());

    /** Answers when the next one is due that nobody carries: milliseconds from now. */
    async function startDue(turn: PracticeTurn): Promise<number | undefined> {
      // Those under way, as many as there is room for, and the next.
      const heads = await writes.heads(practice, atOnce + underWay.size + 1);
      const free = heads.filter(({ _id }) => !underWay.has(_id));
      const due = free.filter(({ dueInMs }) => dueInMs <= 0);
      for (const { dueInMs: _, ...head } of due.slice(0, Math.max(0, atOnce - underWay.size))) {
        underWay.add(head._id);
        // Due by the server's clock is due, whatever ours says.
        const write = { ...head, dueAtMs: Math.min(head.dueAtMs, clock.nowMs()) };
        void inFlight.start(() => carryWrite(write, turn).finally(() => underWay.delete(head._id)));
      }
      // Those that are due and found no room are looked for when one of those under way has ended.
      return free.find(({ dueInMs }) => dueInMs > 0)?.dueInMs;
    }

    async function work(): Promise<void> {
      let idleSinceMs: number | undefined;
      while (!signal.aborted) {
        const door = await doorOf(practice);
        if (door === undefined) return;
        alarm.reset();
        const lease = await kept.keep();
        inFlight.rethrow();
        if (lease === undefined) {
          if ((await writes.heads(practice, 1)).length === 0) return;
          await alarm.wait(elsewhereMs);
          continue;
        }
        const nextInMs = await startDue({ door, lease, kept });
        const nowMs = clock.monotonicMs();
        const isBusy = inFlight.size() > 0 || (nextInMs !== undefined && nextInMs <= lingerMs);
        // What is due later is found by whoever looks around then.
        idleSinceMs = isBusy ? nowMs : (idleSinceMs ?? nowMs);
        if (nowMs - idleSinceMs > lingerMs) return;
        await alarm.wait(Math.max(0, Math.min(nextInMs ?? lingerMs, lingerMs)));
      }
    }

    return {
      alarm,
      /** Never rejects: what failed is told, and comes again. */
      async run(): Promise<void> {
        try {
          await work();
        } catch (thrown) {
          if (asBloomError(thrown).code === 'LEASE_LOST') events.leaseLost(practice);
          else events.workFailed(practice, thrown);
          await clock.sleep(failedAgainMs, signal);
          alarm.ring();
        } finally {
          await inFlight.ended();
          await kept.release();
        }
      },
    };
  }

  return {
    /** There may be edits of this practice to carry. Never waits. */
    nudge(practice: string): void {
      const one = running.get(practice);
      one?.ring();
      if (one || signal.aborted) return;
      const { alarm, run } = runner(practice);
      const ended = run().finally(() => {
        running.delete(practice);
        // What was nudged while it ended is not lost.
        if (alarm.isRung()) this.nudge(practice);
      });
      running.set(practice, { ring: alarm.ring, ended });
    },

    /** Resolves when no practice is worked on any more, after the signal. */
    async ended(): Promise<void> {
      await Promise.all([...running.values()].map((one) => one.ended));
    },
  };
}
