import type { Logger, Metrics } from '@bloom/kit';

export type WebhookOutcome =
  | 'accepted'
  | 'unauthenticated'
  | 'unreadable'
  | 'unknown'
  | 'too-large'
  | 'not-kept';

/** What webhook-ingest says of its work: metric and log line together, nothing of a body in either. */
export function ingestEvents(logger: Logger, metrics: Metrics) {
  const outcomes = metrics.counter({
    name: 'bloom_webhooks_total',
    help: 'Webhooks by what became of them.',
    labels: {
      outcome: ['accepted', 'unauthenticated', 'unreadable', 'unknown', 'too-large', 'not-kept'],
    },
  });
  const seconds = metrics.histogram({
    name: 'webhook_processing_seconds',
    help: 'From receipt to durable acknowledgement.',
    labels: {},
  });
  const spooled = metrics.counter({
    name: 'bloom_webhooks_spooled_total',
    help: 'Webhooks kept in MongoDB because the broker did not take them in time.',
    labels: {},
  });
  const waiting = metrics.gauge({
    name: 'bloom_inbox_waiting',
    help: 'Webhooks that wait in MongoDB for the broker.',
    labels: {},
  });
  return {
    answered(outcome: WebhookOutcome, ms: number): void {
      outcomes.add({ outcome });
      if (outcome === 'accepted') seconds.observe({}, ms / 1_000);
      else logger.debug('webhook_not_taken', { state: outcome });
    },
    spooled(): void {
      spooled.add({});
      logger.warn('webhook_spooled');
    },
    inboxWaits: (count: number): void => waiting.set({}, count),
    drained(count: number): void {
      logger.info('inbox_drained', { count });
    },
    failed(event: string, error: unknown): void {
      logger.error(event, {}, error);
    },
  };
}

export type IngestEvents = ReturnType<typeof ingestEvents>;
