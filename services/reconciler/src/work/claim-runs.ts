import type { ReconcilerPorts } from '../ports.ts';
import { planRun } from './plan-run.ts';

/** Work that nobody has taken for this long is anybody's. */
const overdueMs = 5_000;

/**
 * One look at the clock: runs that are due are claimed, and work that lies about is taken up, whoever it belonged to.
 */
export function createClaimRuns(ports: ReconcilerPorts, nudge: (practice: string) => void) {
  const { runs, rereads, observed, outbox, events } = ports;

  return async function claimRuns(): Promise<void> {
    for (const practice of await runs.dueForRun()) {
      // While announcements pile up no further run is begun (I8).
      if ((await outbox.size()) > outbox.rowsMax / 2) break;
      const zone = await ports.timezoneOf(practice);
      const listing = zone && { ...ports.settings.diary, zone };
      const claimed = await runs.claim(
        (status) => planRun(status, listing),
        practice,
        ports.settings.sweepMs,
        (run) => ports.announceSlices(practice, run._id),
      );
      if (claimed === undefined) continue;
      ports.committed(claimed.rows);
      events.runStarted(practice, claimed.run.kind);
      nudge(practice);
    }
    const left = [
      ...(await rereads.practicesOverdue(overdueMs)),
      ...(await observed.practicesOverdue(overdueMs)),
      ...(await runs.practicesWithOpenRuns()),
    ];
    for (const practice of new Set(left)) nudge(practice);
  };
}
