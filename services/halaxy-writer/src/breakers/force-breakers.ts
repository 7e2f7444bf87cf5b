import { releasedPhase } from '@bloom/halaxy';
import type { PracticeDocument } from '@bloom/store';
import type { WriterPorts } from '../ports.ts';
import { callClasses } from './read-breakers.ts';

/** Holds all circuits of a practice open, and lets go of them. Saying either twice does it once. */
export function createForceBreakers({ overrides, breakerOf, clock, events }: WriterPorts) {
  /** Before the hold ends, so that every pod, whatever it held before, begins with the one probe of all. */
  async function release(practice: PracticeDocument): Promise<void> {
    try {
      for (const callClass of callClasses) {
        const shared = breakerOf(practice, callClass);
        await shared.publish(releasedPhase(await shared.read(), clock.nowMs()));
      }
    } catch (error) {
      // Each pod that held it probes by itself then.
      events.breakerUnshared(practice._id, error);
    }
  }

  return {
    async force(practice: PracticeDocument, by: string): Promise<void> {
      if (await overrides.force(practice._id, by)) events.breakerForced(practice._id, by);
    },
    async clear(practice: PracticeDocument, by: string): Promise<void> {
      const isHeld = (await overrides.all()).some(({ _id }) => _id === practice._id);
      if (!isHeld) return;
      await release(practice);
      if (await overrides.clear(practice._id)) events.breakerCleared(practice._id, by);
    },
  };
}

export type ForceBreakers = ReturnType<typeof createForceBreakers>;
