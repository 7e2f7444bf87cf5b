import { z } from 'zod';
import { setting } from '../settings/setting.ts';

/** What every service has. A service that declares the same name has its own, such as another default port. */
export const commonSettings = {
  httpHost: setting({
    env: 'HTTP_HOST',
    schema: z.string().min(1),
    default: '127.0.0.1',
    doc: 'The address that HTTP is served on.',
  }),
  httpPort: setting({
    env: 'HTTP_PORT',
    schema: z.coerce.number().int().min(0).max(65535),
    default: '8080',
    doc: 'The port of /live, /ready, /health and /metrics, and of the service’s own HTTP where it has any. 0 takes a free one.',
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    default: 'info',
    doc: 'The least level that is logged: debug, info, warn or error.',
  }),
  shutdownDelayMs: setting({
    env: 'SHUTDOWN_DELAY_MS',
    schema: z.coerce.number().int().min(0).max(60_000),
    default: '5000',
    doc: 'How long work is still taken after SIGTERM, until load balancers have seen that /ready says no. 0 where there is none.',
  }),
  otlpEndpoint: setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]),
    default: '',
    doc: 'Where traces are sent, by OTLP over HTTP. Empty: nothing is traced.',
  }),
} as const;

export type CommonSettings = typeof commonSettings;

/** A variable that starts with one of these and that nobody declared is probably a slip: the log says so. */
export const ownPrefixes = ['HALAXY_', 'KAFKA_', 'MONGODB_', 'REDIS_', 'AUTH_', 'OTEL_'] as const;

/** Read by the OpenTelemetry SDK itself. */
export const telemetryVariables: ReadonlySet<string> = new Set([
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
]);
