import type { Logger, Metrics } from '@bloom/kit';

/** What the gateway says of its work: metric and log line together, no id of a person or record in either. */
export type GatewayEvents = {
  connectionsCounted(open: number): void;
  connectionRefused(code: string): void;
  subscribed(outcome: 'recovered' | 'snapshot' | 'refused'): void;
  /** A client's question could not be answered, by a fault of ours. */
  answerFailed(error: unknown): void;
  nudged(kind: string): void;
  viewsComposed(count: number, ms: number): void;
  composeFailed(practice: string, error: unknown): void;
  /** An entity whose view could not be had after all tries: its screens are told to load again. */
  entityGivenUp(practice: string, kind: string): void;
  framesSent(count: number): void;
  /** From the change's commit to the write on a socket. */
  changeShown(ms: number): void;
  frameDropped(): void;
  resyncSent(): void;
  /** A frame of another practice was about to reach a socket: it did not. */
  practiceCrossed(): void;
  gapFound(partition: number): void;
  socketStuck(): void;
};

const kinds = ['session', 'client', 'invoice', 'run', 'access'] as const;
const refusals = ['TICKET_INVALID', 'TOO_MANY_REQUESTS', 'ORIGIN_FORBIDDEN'] as const;

export function gatewayEvents(logger: Logger, metrics: Metrics): GatewayEvents {
  const counter = (name: string, help: string) =>
    metrics.counter({ name: `bloom_gateway_${name}_total`, help, labels: {} });
  const open = metrics.gauge({
    name: 'bloom_gateway_connections',
    help: 'Sockets that are open on this process.',
    labels: {},
  });
  const refused = metrics.counter({
    name: 'bloom_gateway_connections_refused_total',
    help: 'Connections that were not granted, by reason.',
    labels: { code: refusals },
  });
  const subscriptions = metrics.counter({
    name: 'bloom_gateway_subscriptions_total',
    help: 'Subscriptions: answered with what was missed, sent to the snapshot, or refused.',
    labels: { outcome: ['recovered', 'snapshot', 'refused'] },
  });
  const nudges = metrics.counter({
    name: 'bloom_gateway_nudges_total',
    help: 'Changes heard, by kind.',
    labels: { kind: kinds },
  });
  const composeSeconds = metrics.histogram({
    name: 'bloom_gateway_compose_seconds',
    help: 'Time until the views asked for were there.',
    labels: {},
  });
  const shownSeconds = metrics.histogram({
    name: 'bloom_gateway_commit_to_socket_seconds',
    help: 'From a change’s commit to its write on a socket.',
    labels: {},
  });
  const composed = counter('views_composed', 'Views that were composed.');
  const composeFailures = counter('compose_failures', 'Times that views could not be had.');
  const givenUp = counter('entities_given_up', 'Entities whose view could not be had after all tries.');
  const frames = counter('frames', 'Frames written to sockets.');
  const drops = counter('frames_dropped', 'Frames dropped because a socket’s reader was too slow.');
  const resyncs = counter('resyncs', 'Times that a screen was told to load again.');
  const crossed = counter('practice_crossed', 'Frames held back because they were of another practice.');
  const gaps = counter('gaps', 'Times that changes may have been missed.');
  const stuck = counter('sockets_stuck', 'Sockets closed because their reader stood still.');

  return {
    connectionsCounted: (count) => open.set({}, count),
    connectionRefused(code) {
      refused.add({ code });
      logger.debug('connection_refused', { detail: code });
    },
    subscribed: (outcome) => subscriptions.add({ outcome }),
    answerFailed: (error) => logger.error('answer_failed', {}, error),
    nudged: (kind) => nudges.add({ kind }),
    viewsComposed(count, ms) {
      composed.add({}, count);
      composeSeconds.observe({}, ms / 1_000);
    },
    composeFailed(practice, error) {
      composeFailures.add({});
      logger.warn('compose_failed', { practice }, error);
    },
    entityGivenUp(practice, kind) {
      givenUp.add({});
      logger.error('entity_given_up', { practice, detail: kind });
    },
    framesSent: (count) => frames.add({}, count),
    changeShown: (ms) => shownSeconds.observe({}, ms / 1_000),
    frameDropped: () => drops.add({}),
    resyncSent: () => resyncs.add({}),
    practiceCrossed() {
      crossed.add({});
      logger.error('practice_crossed');
    },
    gapFound(partition) {
      gaps.add({});
      logger.warn('changes_missed', { partition });
    },
    socketStuck() {
      stuck.add({});
      logger.info('socket_stuck');
    },
  };
}
