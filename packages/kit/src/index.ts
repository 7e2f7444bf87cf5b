export { type Clock, systemClock } from './clock.ts';
export { asBloomError, BloomError, publicMessage } from './errors/bloom-error.ts';
export { type ErrorCode, errorCodes } from './errors/error-codes.ts';
export { type Edge, type ErrorKind, edges } from './errors/error-kinds.ts';
export { eventually } from './every/eventually.ts';
export { every } from './every/every.ts';
export { alive } from './health/alive.ts';
export {
  createHealth,
  type Health,
  type HealthReport,
  type HeldHealth,
  type Serves,
} from './health/create-health.ts';
export type { DependencyState, DependencyStatus, Probe } from './health/dependency-state.ts';
export { type HealthRoutes, healthRoutes } from './health/health-routes.ts';
export type { ProbeRhythm } from './health/watch-dependency.ts';
export { type CommonSettings, commonSettings } from './lifecycle/common-settings.ts';
export { type Closable, type Entrance, entranceFailure } from './lifecycle/entrance.ts';
export { isWebSocket } from './lifecycle/is-web-socket.ts';
export { type ProcessHost, processHost } from './lifecycle/process-host.ts';
export type { ServiceConfig } from './lifecycle/read-config.ts';
export { type RunOptions, runService, type Wiring } from './lifecycle/run-service.ts';
export { type HttpEntrance, serveHttp } from './lifecycle/serve-http.ts';
export { allowedFields, type LogFields, logFields } from './logging/log-fields.ts';
export { createLogger, type Logger, type LogLevel } from './logging/logger.ts';
export {
  type Counter,
  createMetrics,
  type Gauge,
  type Histogram,
  type MetricDeclaration,
  type Metrics,
  standardBuckets,
} from './metrics/create-metrics.ts';
export type { LabelSets, LabelValues } from './metrics/label-sets.ts';
export { keyedHash } from './sealing/keyed-hash.ts';
export { type KmsProvider, localKms } from './sealing/kms-provider.ts';
export { createPublicIds, type PublicIds } from './sealing/public-ids.ts';
export { createSealer, type Sealed, type SealedPlace, type Sealer } from './sealing/seal.ts';
export { houseSettings } from './settings/house-settings.ts';
export { readSettings, type SettingFault, type SettingsRead } from './settings/read-settings.ts';
export { type Setting, type Settings, type SettingValues, setting } from './settings/setting.ts';
export type { SpanAttribute, SpanAttributes } from './telemetry/span-attributes.ts';
export { injectTraceparent, runWithTraceparent, withSpan } from './telemetry/with-span.ts';
export { type Alarm, createAlarm } from './work/alarm.ts';
export { createInFlight, type InFlight } from './work/in-flight.ts';
