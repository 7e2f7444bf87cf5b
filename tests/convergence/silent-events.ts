import type { ReconcilerEvents } from '@bloom/reconciler';

/** What the reconciler says is not asked for here: its record is. */
export const silentEvents: ReconcilerEvents = {
  notificationsNoted() {},
  notificationsForeign() {},
  observationMerged() {},
  recordFault() {},
  deletionHeld() {},
  deletionDecided() {},
  practiceAged() {},
  rereadDone() {},
  readFailed() {},
  readParked() {},
  runStarted() {},
  runEnded() {},
  workFailed() {},
  leaseLost() {},
  relayFailed() {},
  circuitChanged() {},
  tokenRefreshFailed() {},
};
