import { catalogueTypes } from '@bloom/domain';
import type { Logger, Metrics } from '@bloom/kit';

/** What the reconciler says of its work: metric and log line together, no patient data in either. */
export type ReconcilerEvents = {
  notificationsNoted(count: number): void;
  /** Notifications of a practice that is not ours: nothing can be read for it. */
  notificationsForeign(count: number): void;
  observationMerged(resourceType: string, outcome: string): void;
  recordFault(resourceType: string, code: string): void;
  deletionHeld(resourceType: string, reason: string): void;
  deletionDecided(practice: string, resourceType: string, decision: string): void;
  /** How old what we know of a practice is, seconds: all of it, and the canary; what was never read is left out. */
  practiceAged(practice: string, ages: { readonly freshness?: number; readonly canary?: number }): void;
  /** From the first wish to the read's save. */
  rereadDone(resourceType: string, waitMs: number): void;
  readFailed(practice: string, resourceType: string, error: unknown): void;
  /** A record that could not be read or kept after all its attempts: it is left to the sweep, and a person is told. */
  readParked(practice: string, resourceType: string, code: string): void;
  runStarted(practice: string, kind: string): void;
  runEnded(practice: string, kind: string, state: string, ms: number): void;
  workFailed(practice: string, error: unknown): void;
  leaseLost(practice: string): void;
  relayFailed(error: unknown): void;
  circuitChanged(practice: string, callClass: string, mode: string): void;
  tokenRefreshFailed(practice: string, error: unknown): void;
};

const resourceTypes = [
  ...['Practitioner', 'PractitionerRole', 'Patient', 'Appointment', 'Invoice', 'InvoiceLine', 'Referral'],
  ...catalogueTypes,
] as const;

export function reconcilerEvents(logger: Logger, metrics: Metrics): ReconcilerEvents {
  const counter = <const L extends Record<string, readonly string[]>>(
    name: string,
    help: string,
    labels: L,
  ) => metrics.counter({ name: `bloom_reconciler_${name}_total`, help, labels });
  const type = resourceTypes;
  const noted = counter('notifications', 'Notifications that became due reads.', {});
  const foreign = counter('notifications_foreign', 'Notifications of a practice that is not ours.', {});
  const merged = counter('observations', 'Records read, by what that did to ours.', {
    type,
    outcome: ['created', 'updated', 'deleted', 'same', 'stale', 'doubtful', 'unreadable'],
  });
  const faults = counter('record_faults', 'What could not be read in records.', { type });
  const held = counter('deletions_held', 'Deletions that were not believed.', { type });
  const failed = counter('reads_failed', 'Reads of Halaxy that failed and come again.', { type });
  const parked = counter('reads_parked', 'Reads given up after all attempts: a person is needed.', { type });
  const runs = counter('runs', 'Runs by how they ended.', {
    kind: ['first', 'incremental', 'full', 'practitioner', 'day'],
    state: ['done', 'partial', 'failed'],
  });
  const lost = counter('leases_lost', 'Leases that another pod took over while we slept.', {});
  const work = counter('work_failures', 'Rounds of work that broke off.', {});
  const relay = counter('relay_failures', 'Announcements that the broker did not take at once.', {});
  const tokens = counter('token_refresh_failures', 'Token refreshes that failed.', {});
  const seconds = metrics.histogram({
    name: 'bloom_reconciler_reread_seconds',
    help: 'From the first wish to read a record again to its save.',
    labels: {},
  });
  return {
    notificationsNoted: (count) => noted.add({}, count),
    notificationsForeign(count) {
      foreign.add({}, count);
      logger.warn('notifications_foreign', { count });
    },
    observationMerged(resourceType, outcome) {
      merged.add({ type: resourceType, outcome });
      logger.debug('observation_merged', { resourceType, state: outcome });
    },
    recordFault(resourceType, code) {
      faults.add({ type: resourceType });
      logger.debug('record_fault', { resourceType, detail: code });
    },
    deletionHeld(resourceType, reason) {
      held.add({ type: resourceType });
      logger.warn('deletion_held', { resourceType, state: reason });
    },
    deletionDecided: (practice, resourceType, decision) =>
      logger.warn('deletion_decided', { practice, resourceType, state: decision }),
    practiceAged(practice, { freshness, canary }) {
      const gauge = (name: string, help: string, value: number | undefined) => {
        // One series a practice of ours: their number is bounded by whom we serve.
        const declared = { name: `bloom_reconciler_${name}_seconds`, help, labels: { practice: [practice] } };
        if (value !== undefined) metrics.gauge(declared).set({ practice }, value);
      };
      gauge('freshness', 'How long ago all that Halaxy has was in our record.', freshness);
      gauge('canary_age', 'How long ago a record that hardly ever goes was read and was there.', canary);
    },
    rereadDone: (_type, waitMs) => seconds.observe({}, waitMs / 1_000),
    readFailed(practice, resourceType, error) {
      failed.add({ type: resourceType });
      logger.warn('read_failed', { practice, resourceType }, error);
    },
    readParked(practice, resourceType, code) {
      parked.add({ type: resourceType });
      logger.error('read_parked', { practice, resourceType, detail: code });
    },
    runStarted: (practice, kind) => logger.info('run_started', { practice, kind }),
    runEnded(practice, kind, state, ms) {
      runs.add({ kind, state });
      logger.info('run_ended', { practice, kind, state, durationMs: Math.round(ms) });
    },
    workFailed(practice, error) {
      work.add({});
      logger.error('work_failed', { practice }, error);
    },
    leaseLost(practice) {
      lost.add({});
      logger.warn('lease_lost', { practice });
    },
    relayFailed(error) {
      relay.add({});
      logger.warn('relay_failed', {}, error);
    },
    circuitChanged: (practice, callClass, mode) =>
      logger.warn('circuit_changed', { practice, kind: callClass, state: mode }),
    tokenRefreshFailed(practice, error) {
      tokens.add({});
      logger.error('token_refresh_failed', { practice }, error);
    },
  };
}
