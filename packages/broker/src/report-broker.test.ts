import { createLogger, createMetrics } from '@bloom/kit';
import { expect, test } from '@jest/globals';
import { reportBroker } from './report-broker.ts';

function report() {
  const lines: string[] = [];
  const metrics = createMetrics();
  const logger = createLogger('test', {
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  return { events: reportBroker(logger, metrics, ['group']), metrics, lines };
}
const topic = 'bloom.changes.v1';

test('I1: a message in dead letters is counted, and told as an error', async () => {
  const { events, metrics, lines } = report();
  events.buried({ group: 'group', topic, code: 'MESSAGE_UNREADABLE' });
  expect(await metrics.text()).toContain(`bloom_broker_buried_total{group="group",topic="${topic}"} 1`);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ event: 'message_buried', topic, group: 'group', code: 'MESSAGE_UNREADABLE' }),
  ]);
  expect(lines[0]).toMatch(/"level":("error"|50)/);
});

test('a group’s lag is the sum over its partitions', async () => {
  const { events, metrics } = report();
  for (const [partition, lag] of [
    [0, 5],
    [1, 7],
    [0, 2],
  ] as const)
    events.lag({ group: 'group', topic, partition, lag });
  expect(await metrics.text()).toContain(`bloom_broker_lag_messages{group="group",topic="${topic}"} 9`);
});

test('a broker that stays away is told once, and counted each time', async () => {
  const { events, metrics, lines } = report();
  for (const failures of [1, 2, 3]) events.sendFailed({ failures });
  expect(lines).toHaveLength(1);
  expect(await metrics.text()).toContain('bloom_broker_send_failures_total 3');
});
