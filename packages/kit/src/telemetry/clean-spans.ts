import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { allowedAttributes } from './span-attributes.ts';

export type SpanExporter = NodeSDKConfiguration['traceExporter'];
type Span = Parameters<SpanExporter['export']>[0][number];

/**
 * The last door before the wire: every span passes with its allowed attributes only, whichever library
 * made it. Words of an error are dropped wherever they may sit: in the status, in events, in links.
 */
export function cleanSpans(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(cleanSpan), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** Each field is named, so that one a new version of the SDK brings does not slip through. */
function cleanSpan(span: Span): Span {
  const context = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    ...(span.parentSpanContext ? { parentSpanContext: span.parentSpanContext } : {}),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: span.status.code },
    attributes: allowedAttributes(span.attributes),
    links: span.links.map((link) => ({ context: link.context })),
    events: span.events.map(({ name, time }) => ({ name, time })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
