export { type Clock, systemClock } from './clock.ts';
export { asBloomError, BloomError, publicMessage } from './errors/bloom-error.ts';
export { type ErrorCode, errorCodes } from './errors/error-codes.ts';
export { type Edge, type ErrorKind, edges } from './errors/error-kinds.ts';
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
export { createSealer, type Sealed, type SealedPlace, type Sealer } from './sealing/seal.ts';
export { readSettings, type SettingFault, type SettingsRead } from './settings/read-settings.ts';
export { type Setting, type Settings, type SettingValues, setting } from './settings/setting.ts';
