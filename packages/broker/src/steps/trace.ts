import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as tracing } from '@opentelemetry/api';
import { parseTraceparent } from '../codec/traceparent.ts';
import type { Step } from './step.ts';

const linksMax = 32;

/**
 * Opens the span under which a batch is handled. A message alone goes on with its producer's trace; of several, each
 * producer's span is linked, for a span has but one parent.
 */
export const trace: Step = (batch, next) => {
  const { consumer, records } = batch;
  const sources = records
    .slice(0, linksMax)
    .flatMap(({ headers }) => parseTraceparent(headers.traceparent) ?? []);
  const [source] = sources;
  const parent = source && records.length === 1 ? tracing.setSpanContext(ROOT_CONTEXT, source) : ROOT_CONTEXT;
  return tracing.getTracer('@bloom/broker').startActiveSpan(
    `process ${consumer.topic.name}`,
    {
      kind: SpanKind.CONSUMER,
      links: records.length > 1 ? sources.map((context) => ({ context })) : [],
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': consumer.topic.name,
        'messaging.consumer.group.name': consumer.group,
        'messaging.batch.message_count': records.length,
      },
    },
    parent,
    async (span) => {
      try {
        const settlement = await next(batch);
        if (settlement.settled < records.length) span.setStatus({ code: SpanStatusCode.ERROR });
        return settlement;
      } finally {
        span.end();
      }
    },
  );
};
