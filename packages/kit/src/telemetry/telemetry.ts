/**
 * `node --import @bloom/kit/telemetry …` traces the process, before anything else is loaded: what is
 * loaded earlier would stay untraced without a word. Where no collector is named nothing is loaded at all.
 */
import { processHost } from '../lifecycle/process-host.ts';

const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME } = processHost.env;
if (OTEL_EXPORTER_OTLP_ENDPOINT) {
  const { startTelemetry } = await import('./start-telemetry.ts');
  startTelemetry(OTEL_SERVICE_NAME);
}
