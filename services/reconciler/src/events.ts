import type { Logger } from '@bloom/kit';

/** What the reconciler says of its work: metric and log line together, no patient data in either. */
export type ReconcilerEvents = {
  notificationsNoted(count: number): void;
  observationMerged(resourceType: string, outcome: string): void;
  recordFault(resourceType: string, code: string): void;
  deletionHeld(resourceType: string, reason: string): void;
  /** From the first wish to the read's save. */
  rereadDone(resourceType: string, waitMs: number): void;
  readFailed(practice: string, resourceType: string, error: unknown): void;
  /** A record that could not be read or kept after all its attempts: it is left to the sweep, and a person is told. */
  readParked(practice: string, resourceType: string, code: string): void;
  runStarted(practice: string, kind: string): void;
  runEnded(practice: string, kind: string, state: string, ms: number): void;
  workFailed(practice: string, error: unknown): void;
  leaseLost(practice: string): void;
};

/** The metrics that the events count, by the kit's wrapper or a twin. */
export type Count = (name: string, labels: Readonly<Record<string, string>>, by?: number) => void;

export function reconcilerEvents(logger: Logger, count: Count): ReconcilerEvents {
  return {
    notificationsNoted: (n) => count('notifications_noted_total', {}, n),
    observationMerged(resourceType, outcome) {
      count('observations_total', { type: resourceType, outcome });
      logger.debug('observation_merged', { resourceType, state: outcome });
    },
    recordFault(resourceType, code) {
      count('record_faults_total', { type: resourceType });
      logger.warn('record_fault', { resourceType, code });
    },
    deletionHeld(resourceType, reason) {
      count('deletions_held_total', { type: resourceType });
      logger.warn('deletion_held', { resourceType, state: reason });
    },
    rereadDone(resourceType, waitMs) {
      count('rereads_done_total', { type: resourceType });
      logger.debug('reread_done', { resourceType, waitMs });
    },
    readFailed(practice, resourceType, error) {
      count('reads_failed_total', { type: resourceType });
      logger.warn('read_failed', { practice, resourceType }, error);
    },
    readParked(practice, resourceType, code) {
      count('reads_parked_total', { type: resourceType });
      logger.error('read_parked', { practice, resourceType, code });
    },
    runStarted(practice, kind) {
      logger.info('run_started', { practice, kind });
    },
    runEnded(practice, kind, state, ms) {
      count('runs_total', { kind, state });
      logger.info('run_ended', { practice, kind, state, durationMs: Math.round(ms) });
    },
    workFailed(practice, error) {
      count('work_failed_total', {});
      logger.error('work_failed', { practice }, error);
    },
    leaseLost(practice) {
      count('leases_lost_total', {});
      logger.warn('lease_lost', { practice });
    },
  };
}
