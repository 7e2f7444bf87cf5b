import type { WriteState } from '@bloom/domain';
import { asBloomError, type Logger, type Metrics } from '@bloom/kit';
import type { EditKind } from '@bloom/store';

const kinds = ['session', 'booking', 'patient', 'registration'] as const satisfies readonly EditKind[];
const ends = ['saved', 'conflict', 'refused', 'failed'] as const satisfies readonly WriteState[];

/** What halaxy-writer says of its work: metric and log line together, no patient data in either. */
export function writerEvents(logger: Logger, metrics: Metrics) {
  const changes = metrics.counter({
    name: 'bloom_writer_breaker_overrides_total',
    help: 'Circuits that operators held open, and let go of.',
    labels: { change: ['forced', 'cleared'] },
  });
  const unshared = metrics.counter({
    name: 'bloom_writer_breakers_unshared_total',
    help: 'Circuits whose shared state could not be read or told.',
    labels: {},
  });
  const taken = metrics.counter({
    name: 'bloom_writer_edits_taken_total',
    help: 'Edits taken over from dashboard-api; one taken again counts again.',
    labels: {},
  });
  const sent = metrics.counter({
    name: 'bloom_writer_deliveries_total',
    help: 'Edits that Halaxy said yes to, by kind.',
    labels: { kind: kinds },
  });
  const delayed = metrics.counter({
    name: 'bloom_writer_delays_total',
    help: 'Looks and requests of edits that did not succeed, by kind of edit.',
    labels: { kind: kinds },
  });
  const carried = metrics.histogram({
    name: 'bloom_writer_edit_seconds',
    help: 'From taken over to over, by kind of edit and how it ended.',
    labels: { kind: kinds, end: ends },
  });
  const waiting = metrics.gauge({
    name: 'bloom_writer_dead_letters',
    help: 'Edits that were given up and wait for an operator.',
    labels: {},
  });
  const decided = metrics.counter({
    name: 'bloom_writer_dead_letters_decided_total',
    help: 'Edits that were given up, by what an operator decided.',
    labels: { decision: ['replayed', 'discarded'] },
  });
  const lost = metrics.counter({
    name: 'bloom_writer_leases_lost_total',
    help: 'Practices that another process took over while edits were carried.',
    labels: {},
  });
  const relay = metrics.counter({
    name: 'bloom_writer_relay_failures_total',
    help: 'Announcements that the broker did not take at once.',
    labels: {},
  });
  return {
    /** @param by the user's id */
    breakerForced(practice: string, by: string): void {
      changes.add({ change: 'forced' });
      logger.warn('breaker_forced_open', { practice, detail: `by ${by}` });
    },
    /** @param by the user's id */
    breakerCleared(practice: string, by: string): void {
      changes.add({ change: 'cleared' });
      logger.warn('breaker_force_cleared', { practice, detail: `by ${by}` });
    },
    breakerUnshared(practice: string, error: unknown): void {
      unshared.add({});
      logger.warn('breaker_unshared', { practice }, error);
    },
    circuitChanged(practice: string, callClass: string, mode: string): void {
      logger.warn('circuit_changed', { practice, detail: `${callClass} ${mode}` });
    },
    tokenRefreshFailed(practice: string, error: unknown): void {
      logger.warn('token_refresh_failed', { practice }, error);
    },
    editsTaken: (count: number): void => taken.add({}, count),
    writeSent: (_practice: string, kind: EditKind): void => sent.add({ kind }),
    writeDelayed(practice: string, kind: EditKind, error: unknown): void {
      delayed.add({ kind });
      // What waits for Halaxy wakes nobody; a fault of ours does.
      const level = asBloomError(error).kind === 'bug' ? 'error' : 'info';
      logger[level]('write_delayed', { practice, detail: kind }, error);
    },
    writeOver(practice: string, kind: EditKind, state: WriteState, ms: number): void {
      const end = ends.find((one) => one === state) ?? 'failed';
      carried.observe({ kind, end }, ms / 1_000);
      const level = end === 'failed' ? 'warn' : 'debug';
      logger[level]('write_over', { practice, detail: `${kind} ${end}`, durationMs: Math.round(ms) });
    },
    deadLettersWait: (count: number): void => waiting.set({}, count),
    deadLetterDecided(practice: string, decision: 'replayed' | 'discarded'): void {
      decided.add({ decision });
      logger.info('dead_letter_decided', { practice, detail: decision });
    },
    leaseLost(practice: string): void {
      lost.add({});
      logger.warn('lease_lost', { practice });
    },
    workFailed(practice: string, error: unknown): void {
      logger.error('write_work_failed', { practice }, error);
    },
    relayFailed(error: unknown): void {
      relay.add({});
      logger.warn('relay_failed', {}, error);
    },
  };
}

export type WriterEvents = ReturnType<typeof writerEvents>;
