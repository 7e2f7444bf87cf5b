import { BloomError } from '@bloom/kit';
import type { GrpcHandlers, ReconcilerServiceService } from '@bloom/proto';
import type { RunDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { createPlanAsked } from '../work/plan-asked.ts';
import { heldDeletionsRpc } from './held-deletions-rpc.ts';
import { runMessage } from './run-message.ts';
import { syncStatusMessage } from './sync-status-message.ts';

const watchEveryMs = 250;

/** What others may ask of the sync: start a run, look at one, watch it, and how fresh a practice's record is. */
export function reconcilerService(
  ports: ReconcilerPorts,
  nudge: (practice: string) => void,
): GrpcHandlers<typeof ReconcilerServiceService> {
  const { runs, rereads, held, clock } = ports;
  const planAsked = createPlanAsked(ports);

  async function runOf(practiceId: string, runId: string): Promise<RunDocument> {
    const run = await runs.get(practiceId, runId);
    if (run === null) throw new BloomError('RUN_MISSING');
    return run;
  }

  async function* watch(practiceId: string, runId: string, signal: AbortSignal) {
    let seenV = -1;
    for (;;) {
      const run = await runOf(practiceId, runId);
      if (run.v !== seenV) yield { run: runMessage(run) };
      seenV = run.v;
      if (run.state !== 'running' || signal.aborted) return;
      await clock.sleep(watchEveryMs, signal);
    }
  }

  return {
    async startRun(asked) {
      const { practiceId } = asked;
      await ports.outbox.assertRoom();
      const plan = await planAsked(asked);
      const { run, rows } = await runs.start(plan, ({ _id }) => ports.announceSlices(practiceId, _id));
      ports.committed(rows);
      nudge(practiceId);
      return { run: runMessage(run) };
    },

    async getRun({ practiceId, runId }) {
      return { run: runMessage(await runOf(practiceId, runId)) };
    },

    watchRun: ({ practiceId, runId }, { signal }) => watch(practiceId, runId, signal),

    async getSyncStatus({ practiceId }) {
      return syncStatusMessage({
        status: await runs.status(practiceId),
        held: await held.open(practiceId),
        pending: await rereads.count(practiceId),
        nowMs: clock.nowMs(),
      });
    },

    ...heldDeletionsRpc(ports, nudge),
  };
}
