import { createRequire, syncBuiltinESMExports } from 'node:module';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { cleanSpans } from './clean-spans.ts';

/** Paths that are asked all the time and tell nothing. */
const healthPaths = /^\/(live|ready|health|metrics)(\?|$)/;

/** Starts tracing of this process, for the endpoint that the SDK reads from OTEL_EXPORTER_OTLP_ENDPOINT. */
export function startTelemetry(serviceName: string | undefined): void {
  new NodeSDK({
    ...(serviceName ? { serviceName } : {}),
    traceExporter: cleanSpans(new OTLPTraceExporter()),
    // Metrics are Prometheus' and logs are pino's: the SDK has no part in them.
    metricReaders: [],
    logRecordProcessors: [],
    // Command line and host details stay here.
    autoDetectResources: false,
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url }) => healthPaths.test(url ?? ''),
      }),
      new MongoDBInstrumentation({ dbStatementSerializer: () => '', requireParentSpan: true }),
    ],
  }).start();

  // The instrumentation patches what is required; our own modules import. Requiring once here patches the
  // module in place, and the second call shows the patch to every import that follows.
  const require = createRequire(import.meta.url);
  require('node:http');
  require('node:https');
  syncBuiltinESMExports();
}
