import { editAccepted } from '@bloom/contracts';
import type { Clock } from '@bloom/kit';
import type { EditReader, Edits } from '@bloom/store';
import type { DashboardApiPorts } from '../ports.ts';
import type { FollowEdits } from './follow-edits.ts';

/** An edit that waits for longer than this may have lost an announcement. */
const lookedAfterMs = 10_000;
const editsAtOnce = 500;
/** No copy of a record is older than this, so edits that ended as saved before need not be laid over any. */
const restsAfterMs = 5 * 60_000;

/** Finds edits whose announcements were lost, and lets those rest that ended long ago. */
export function createLookAfterEdits(
  ports: Pick<DashboardApiPorts, 'produce'> & {
    readonly reader: EditReader;
    readonly edits: Edits;
    readonly follow: FollowEdits;
    readonly clock: Clock;
  },
) {
  const { reader, edits, follow, clock, produce } = ports;
  return async function lookAfterEdits(): Promise<void> {
    const nowMs = clock.nowMs();
    await edits.rest(nowMs - restsAfterMs);
    const waiting = await reader.underWaySince(nowMs - lookedAfterMs, editsAtOnce);
    const unknown = await follow.lookAfter(waiting);
    if (unknown.length > 0)
      await produce(
        editAccepted,
        unknown.map(({ practice: practiceId, target }) => ({ practiceId, target })),
      );
  };
}
