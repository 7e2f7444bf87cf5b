import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { asBloomError } from '../errors/bloom-error.ts';
import { allowedAttributes, type SpanAttributes } from './span-attributes.ts';

/**
 * Runs `fn` within a span. A failure marks it with the error's code, never its words. Costs next to
 * nothing while nothing traces.
 *
 * @param name from a closed set, such as `reconciler.merge`: never with an id in it.
 */
export function withSpan<T>(name: string, attributes: SpanAttributes, fn: () => Promise<T>): Promise<T> {
  return trace
    .getTracer('bloom')
    .startActiveSpan(name, { attributes: allowedAttributes({ ...attributes }) }, async (span) => {
      try {
        return await fn();
      } catch (error) {
        span.setAttribute('error.type', asBloomError(error).code);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** The `traceparent` (W3C Trace Context) to send along; undefined while nothing traces. */
export function injectTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Runs `fn` as part of the trace that came along; of none, when none or a malformed one did. */
export function runWithTraceparent<T>(traceparent: string | undefined, fn: () => T): T {
  return context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), fn);
}
