export { buildReconciler, type Reconciler } from './app.ts';
export type { Applied } from './apply/apply-observation.ts';
export type { SeenRecord } from './apply/mirror-of.ts';
export { type ReconcilerEvents, reconcilerEvents } from './events.ts';
export type { Change, PracticeDoor, ReconcilerPorts } from './ports.ts';
export { reconcilerService } from './rpc/reconciler-service.ts';
export { type ReconcilerParts, wireReconciler } from './wire.ts';
export { type DiaryListing, planRun } from './work/plan-run.ts';
export type { Nudge } from './work/practice-runner.ts';
