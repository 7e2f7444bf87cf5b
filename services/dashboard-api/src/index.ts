export { buildDashboardApi, type DashboardApi } from './app.ts';
export { policy, type RouteName } from './auth/policy.ts';
export type { Caller, VerifyToken } from './auth/verify-token.ts';
export { dashboardApiConfig } from './config.ts';
export type { DashboardApiEvents } from './events.ts';
export {
  createPractitionerFigures,
  type PractitionerFigures,
  usualAims,
} from './figures/practitioner-figures.ts';
export { createSessionFigures } from './figures/session-figures.ts';
export { openApiPage } from './http/openapi-page.ts';
export type { DashboardApiPorts, ReconcilerPort, WriterPort } from './ports.ts';
export type { FirstPractice } from './practices/seed-first-practice.ts';
export { createDayReader } from './read/day-reader.ts';
export { createReadDayAnew, type StoredDay } from './read/read-day-anew.ts';
export { createReadHistory, type HistoryItem } from './read/session-history.ts';
export { createSessionReader } from './read/session-reader.ts';
