import { defineConsumer } from '@bloom/broker';
import { editAccepted } from '@bloom/contracts';
import type { WriterPorts } from '../ports.ts';
import type { NudgePractice } from '../work/practice-runner.ts';
import { groups } from './groups.ts';

/**
 * Takes accepted edits over, each as a row; the practice's runner carries them.
 *
 * Safe to replay: a row that is there stays as it is. All edits of a target that are not over are taken, so that one whose
 * nudge was lost holds up nothing.
 */
export function takeEdits(
  { edits, writes, clock, events }: Pick<WriterPorts, 'edits' | 'writes' | 'clock' | 'events'>,
  nudge: NudgePractice,
) {
  return defineConsumer({
    group: groups.takeEdits,
    topic: editAccepted,
    async handleBatch(accepted) {
      const targets = new Map(accepted.map((one) => [`${one.practiceId}|${one.target}`, one]));
      for (const { practiceId, target } of targets.values()) {
        const endedSeq = await writes.endedSeq(practiceId, target);
        const fresh = await edits.ofTarget(practiceId, target, endedSeq);
        await writes.take(fresh, clock.nowMs());
        events.editsTaken(fresh.length);
        nudge(practiceId);
      }
    },
  });
}
