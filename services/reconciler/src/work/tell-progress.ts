import type { RunDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { announceRun } from './end-run.ts';

const toldEveryMs = 1_000;

/** Tells those who look how far a run is, at most once a second: of first syncs and of what somebody asked for. */
export function createTellProgress(ports: ReconcilerPorts) {
  const { runs, clock } = ports;
  const toldAtMs = new Map<string, number>();

  return async function tellProgress(run: RunDocument): Promise<void> {
    if (run.state !== 'running' || (run.kind !== 'first' && run.about === undefined)) return;
    const nowMs = clock.monotonicMs();
    if (nowMs - (toldAtMs.get(run.practice) ?? Number.NEGATIVE_INFINITY) < toldEveryMs) return;
    toldAtMs.set(run.practice, nowMs);
    ports.committed(await runs.tell(run, () => announceRun(ports, run)));
  };
}
