import { allTopics, deadTopicOf } from '@bloom/contracts';
import type { Logger, Metrics } from '@bloom/kit';
import type { BrokerEvents } from './broker-events.ts';

/**
 * Tells of a service's broker in metrics and log lines. A buried message and a gap ask for a person: neither comes
 * right by itself.
 *
 * @param groups the consumer groups of the service
 */
export function reportBroker(
  logger: Logger,
  metrics: Metrics,
  groups: readonly string[] = [],
): Required<BrokerEvents> {
  const topic = allTopics.flatMap((one) => [one.name, deadTopicOf(one).name]);
  const group = groups;
  const produced = metrics.counter({
    name: 'bloom_broker_produced_total',
    help: 'Messages that the broker has acknowledged.',
    labels: { topic },
  });
  const produceSeconds = metrics.histogram({
    name: 'bloom_broker_produce_seconds',
    help: 'From a message to its acknowledgement.',
    labels: {},
  });
  const sendFailures = metrics.counter({
    name: 'bloom_broker_send_failures_total',
    help: 'Batches that could not be sent just then.',
    labels: {},
  });
  const consumed = metrics.counter({
    name: 'bloom_broker_consumed_total',
    help: 'Messages that were done with.',
    labels: { group, topic },
  });
  const handleSeconds = metrics.histogram({
    name: 'bloom_broker_handle_seconds',
    help: 'Time to handle a batch.',
    labels: { group },
  });
  const retried = metrics.counter({
    name: 'bloom_broker_retried_total',
    help: 'Batches of which a rest had to be handed over again.',
    labels: { group, topic },
  });
  const buried = metrics.counter({
    name: 'bloom_broker_buried_total',
    help: 'Messages laid in dead letters: a person is needed.',
    labels: { group, topic },
  });
  const unreadable = metrics.counter({
    name: 'bloom_broker_unreadable_total',
    help: 'Records that a follower passed over because they could not be read.',
    labels: { topic },
  });
  const gaps = metrics.counter({
    name: 'bloom_broker_gaps_total',
    help: 'Records that a follower may have missed: its screens load anew.',
    labels: { topic },
  });
  const lagGauge = metrics.gauge({
    name: 'bloom_broker_lag_messages',
    help: 'Messages that wait for a group, as of its last batches.',
    labels: { group, topic },
  });
  const lags = new Map<string, Map<number, number>>();

  return {
    produced({ topic: name, count, ms }) {
      produced.add({ topic: name }, count);
      produceSeconds.observe({}, ms / 1_000);
    },
    sendFailed({ failures }) {
      sendFailures.add({});
      // The first of a row: what lasts is told by the metric.
      if (failures === 1) logger.warn('send_failed', { attempts: failures });
    },
    consumed({ group: name, topic: of, count, ms }) {
      consumed.add({ group: name, topic: of }, count);
      handleSeconds.observe({ group: name }, ms / 1_000);
    },
    retried({ group: name, topic: of, code, attempt }) {
      retried.add({ group: name, topic: of });
      logger.warn('batch_retried', { group: name, topic: of, code, attempts: attempt });
    },
    buried({ group: name, topic: of, code }) {
      buried.add({ group: name, topic: of });
      logger.error('message_buried', { group: name, topic: of, code });
    },
    unreadable({ topic: of, code }) {
      unreadable.add({ topic: of });
      logger.error('record_unreadable', { topic: of, code });
    },
    gap({ topic: of, partition }) {
      gaps.add({ topic: of });
      logger.warn('gap', { topic: of, partition });
    },
    lag({ group: name, topic: of, partition, lag }) {
      const key = `${name} ${of}`;
      const ofPartitions = lags.get(key) ?? new Map<number, number>();
      lags.set(key, ofPartitions.set(partition, lag));
      const all = [...ofPartitions.values()].reduce((sum, one) => sum + one, 0);
      lagGauge.set({ group: name, topic: of }, all);
    },
  };
}
