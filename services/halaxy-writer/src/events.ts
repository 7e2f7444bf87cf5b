import type { Logger, Metrics } from '@bloom/kit';

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
  };
}

export type WriterEvents = ReturnType<typeof writerEvents>;
