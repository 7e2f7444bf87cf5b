import { defineConsumer } from '@bloom/broker';
import { editMoved } from '@bloom/contracts';
import type { FollowEdits } from '../edits/follow-edits.ts';
import { groups } from './groups.ts';

/** Edits that moved on their way to Halaxy are looked up. Safe to replay: what is known already changes nothing. */
export function followMoved({ moved }: Pick<FollowEdits, 'moved'>) {
  return defineConsumer({
    group: groups.followEdits,
    topic: editMoved,
    async handleBatch(messages) {
      for (const [practice, of] of Map.groupBy(messages, ({ practiceId }) => practiceId))
        await moved(practice, [...new Set(of.map(({ editId }) => editId))]);
    },
  });
}
