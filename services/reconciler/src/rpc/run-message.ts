import type { Run } from '@bloom/proto';
import type { RunDocument } from '@bloom/store';

/** A run as gRPC tells it. */
export function runMessage(run: RunDocument): Run {
  return {
    id: run._id,
    kind: run.kind,
    state: run.state,
    startedAt: new Date(run.startedAtMs),
    ...(run.completedAtMs === null ? {} : { completedAt: new Date(run.completedAtMs) }),
    slicesTotal: run.slices.length,
    slicesDone: run.slices.filter(({ state }) => state !== 'due').length,
    counts: { ...run.counts },
  };
}
