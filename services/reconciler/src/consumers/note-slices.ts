import { defineConsumer } from '@bloom/broker';
import { slicesDue } from '@bloom/contracts';
import { groups } from './groups.ts';

/** A run has slices to work on: the practice's runner looks. Safe to replay: the slices say themselves what is due. */
export function noteSlices(nudge: (practice: string) => void) {
  return defineConsumer({
    group: groups.noteSlices,
    topic: slicesDue,
    async handleBatch(messages) {
      for (const practice of new Set(messages.map(({ practiceId }) => practiceId))) nudge(practice);
    },
  });
}
