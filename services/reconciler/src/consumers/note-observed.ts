import { defineConsumer } from '@bloom/broker';
import { resourceObserved } from '@bloom/contracts';
import type { ResourceObserved } from '@bloom/proto';
import type { ObservedRecord } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import type { Nudge } from '../work/practice-runner.ts';
import { groups } from './groups.ts';

/**
 * Notes what halaxy-writer read, for the practice's runner to fold in under its lease. What it did not find is read again:
 * that alone proves nothing.
 */
export function noteObserved(
  { observed, rereads }: Pick<ReconcilerPorts, 'observed' | 'rereads'>,
  nudge: Nudge,
) {
  return defineConsumer({
    group: groups.noteObserved,
    topic: resourceObserved,
    async handleBatch(messages) {
      await observed.put(messages.flatMap(recordOf));
      const absent = messages.filter(({ contentJson }) => contentJson === undefined);
      await rereads.want(
        absent.map(({ practiceId, type, id, to }) => ({
          practice: practiceId,
          type,
          id,
          wantedNo: Number(to),
        })),
      );
      for (const practice of new Set(messages.map(({ practiceId }) => practiceId))) nudge(practice, 'reads');
    },
  });
}

function recordOf(message: ResourceObserved): ObservedRecord[] {
  const {
    practiceId: practice,
    type,
    id,
    contentJson: content,
    settlesSeq,
    editId,
    bornOf,
    bornFor,
  } = message;
  if (content === undefined) return [];
  const birth = bornOf === undefined ? null : { editId: bornOf, patientId: bornFor ?? null };
  const read = { from: Number(message.from), to: Number(message.to) };
  return [{ practice, type, id, content, ...read, settlesSeq, editId, bornOf: birth }];
}
