import type { Admin } from 'kafkajs';
import type { TopicSpec } from '../log.ts';

const hourMs = 3_600_000;

/** Creates what is missing; another process that does the same at the same time is no fault. */
export async function createTopics(
  admin: Admin,
  topics: readonly TopicSpec[],
  replicas: number,
): Promise<void> {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !there.has(name));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    timeout: 10_000,
    topics: missing.map(({ name, partitions, hours }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(hours * hourMs) },
        ...(replicas >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
      ],
    })),
  });
}
