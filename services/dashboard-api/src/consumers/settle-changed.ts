import { defineConsumer } from '@bloom/broker';
import { entityChanged } from '@bloom/contracts';
import type { FollowEdits } from '../edits/follow-edits.ts';
import { groups } from './groups.ts';

const settling: ReadonlySet<string> = new Set(['session', 'client']);

/** Where our record changed, edits that were carried may be contained in it by now. Safe to replay. */
export function settleChanged({ recordChanged }: Pick<FollowEdits, 'recordChanged'>) {
  return defineConsumer({
    group: groups.settleEdits,
    topic: entityChanged,
    async handleBatch(changes) {
      const practices = changes.flatMap(({ kind, practiceId }) => (settling.has(kind) ? [practiceId] : []));
      for (const practice of new Set(practices)) await recordChanged(practice);
    },
  });
}
