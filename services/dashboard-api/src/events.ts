import type { EditState } from '@bloom/domain';
import { asBloomError, type Logger, type Metrics } from '@bloom/kit';
import type { EditKind } from '@bloom/store';
import { policy } from './auth/policy.ts';

/** What dashboard-api says of its work: metric and log line together, no patient data in either. */
export type DashboardApiEvents = {
  requestAnswered(route: string, status: number, ms: number): void;
  requestFailed(route: string, error: unknown): void;
  dashboardRead(cache: 'hit' | 'miss'): void;
  viewsComposed(count: number): void;
  keysNotReloaded(error: unknown): void;
  /** webhook-ingest was not told of a new secret: it takes it up when it is first used. */
  secretsNotReloaded(practice: string, error: unknown): void;
  practiceChanged(practice: string, what: string): void;
  relayFailed(error: unknown): void;
  /** @param ms from accepted to ended */
  editEnded(kind: EditKind, state: EditState, ms: number): void;
};

const editKinds = ['session', 'booking', 'patient', 'registration'] as const satisfies readonly EditKind[];
const ends = ['saved', 'conflict', 'refused', 'failed'] as const satisfies readonly EditState[];
const statuses = ['2xx', '3xx', '4xx', '5xx'] as const;

export function dashboardApiEvents(logger: Logger, metrics: Metrics): DashboardApiEvents {
  const seconds = metrics.histogram({
    name: 'bloom_http_seconds',
    help: 'Time to answer a request, by route and class of status.',
    labels: { route: Object.keys(policy), status: statuses },
  });
  const dashboards = metrics.counter({
    name: 'bloom_dashboards_read_total',
    help: 'Dashboards by whether the cache held them.',
    labels: { cache: ['hit', 'miss'] },
  });
  const composed = metrics.counter({
    name: 'bloom_views_composed_total',
    help: 'Views put together for screens.',
    labels: {},
  });
  const edits = metrics.histogram({
    name: 'bloom_edit_seconds',
    help: 'From an edit’s acceptance to its end, by kind and end.',
    labels: { kind: editKinds, end: ends },
  });
  const relay = metrics.counter({
    name: 'bloom_dashboard_api_relay_failures_total',
    help: 'Announcements that the broker did not take at once.',
    labels: {},
  });
  return {
    requestAnswered(route, status, ms) {
      seconds.observe({ route, status: `${Math.floor(status / 100)}xx` }, ms / 1_000);
      logger.debug('request_answered', { route, status, durationMs: Math.round(ms) });
    },
    requestFailed(route, error) {
      // What passes by itself wakes nobody.
      const level = asBloomError(error).kind === 'bug' ? 'error' : 'warn';
      logger[level]('request_failed', { route }, error);
    },
    dashboardRead: (cache) => dashboards.add({ cache }),
    viewsComposed: (count) => composed.add({}, count),
    keysNotReloaded(error) {
      logger.warn('keys_not_reloaded', {}, error);
    },
    secretsNotReloaded(practice, error) {
      logger.warn('secrets_not_reloaded', { practice }, error);
    },
    practiceChanged(practice, what) {
      logger.info('practice_changed', { practice, detail: what });
    },
    relayFailed(error) {
      relay.add({});
      logger.warn('relay_failed', {}, error);
    },
    editEnded(kind, state, ms) {
      const end = ends.find((one) => one === state) ?? 'failed';
      edits.observe({ kind, end }, ms / 1_000);
    },
  };
}
