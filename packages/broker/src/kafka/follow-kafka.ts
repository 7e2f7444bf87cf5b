import { systemClock } from '@bloom/kit';
import type { Following } from '../log.ts';
import { type Cluster, type FetchedPartition, openCluster } from './cluster.ts';
import type { Client } from './create-client.ts';
import { rawRecord } from './raw-record.ts';
import { startOffsets } from './start-offsets.ts';

const startWaitMs = 10_000;
const pauseMs = { first: 100, max: 1_000 };
const fetching = { maxWaitTime: 500, minBytes: 1, maxBytes: 4_000_000, isolationLevel: 1 };
const partitionBytesMax = 256 * 1024;

type OutOfRange = { readonly name: 'KafkaJSOffsetOutOfRange'; readonly partition: number };

/**
 * Reads every partition of a topic from offsets of its own, without a group: nothing is committed, nothing is
 * rebalanced, nothing is left behind. After any fault it connects anew and goes on where it was.
 */
export async function followKafka(client: Client, following: Following): Promise<{ stop(): Promise<void> }> {
  const { topicName } = following;
  const next = new Map<number, bigint>();
  const stopping = new AbortController();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let failures = 0;

  async function handOver(fetched: FetchedPartition): Promise<void> {
    const { partition, messages } = fetched;
    const from = next.get(partition) ?? 0n;
    // A fetch answers with whole batches of the log, which may begin before the offset that was asked for.
    const wanted = messages.filter(
      ({ offset, isControlRecord }) => BigInt(offset) >= from && !isControlRecord,
    );
    const last = wanted.at(-1);
    if (!last || stopping.signal.aborted) return;
    await following.onRecords(wanted.map((message) => rawRecord(topicName, partition, message)));
    next.set(partition, BigInt(last.offset) + 1n);
  }

  /** Reads the partitions that one broker leads, until the round is over. */
  async function readFrom(cluster: Cluster, nodeId: string, partitions: number[], round: AbortController) {
    try {
      while (!round.signal.aborted && !stopping.signal.aborted) {
        const broker = await cluster.findBroker({ nodeId });
        const { responses } = await broker.fetch({
          ...fetching,
          topics: [
            {
              topic: topicName,
              partitions: partitions.map((partition) => ({
                partition,
                fetchOffset: String(next.get(partition) ?? 0n),
                maxBytes: partitionBytesMax,
              })),
            },
          ],
        });
        failures = 0;
        await Promise.all(responses.flatMap((response) => response.partitions.map(handOver)));
      }
    } finally {
      round.abort();
    }
  }

  async function readAll(cluster: Cluster): Promise<void> {
    await cluster.connect();
    await cluster.addTargetTopic(topicName);
    const partitions = cluster.findTopicPartitionMetadata(topicName).map(({ partitionId }) => partitionId);
    if (partitions.length === 0) throw new TypeError('the topic has no partitions yet');
    if (next.size === 0) {
      const starts = await startOffsets(cluster, following, partitions);
      for (const { partition, nextOffset } of starts) next.set(partition, nextOffset);
      following.onStart(starts);
      begin();
    }
    const round = new AbortController();
    const leaders = Object.entries(cluster.findLeaderForPartitions(topicName, partitions));
    const ended = await Promise.allSettled(
      leaders.map(([nodeId, led]) => readFrom(cluster, nodeId, led, round)),
    );
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
  }

  async function recover(cluster: Cluster, cause: unknown): Promise<void> {
    if (!isOutOfRange(cause)) {
      failures += 1;
      await systemClock.sleep(Math.min(pauseMs.first * 2 ** failures, pauseMs.max), stopping.signal);
      return;
    }
    const [start] = await startOffsets(cluster, { ...following, backMs: 0, from: new Map() }, [
      cause.partition,
    ]);
    if (!start) return;
    next.set(cause.partition, start.nextOffset);
    following.onReset(cause.partition, start.nextOffset);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const cluster = openCluster(client);
      try {
        await readAll(cluster);
      } catch (cause) {
        await recover(cluster, cause).catch(() => undefined);
      } finally {
        cluster.disconnect().catch(() => undefined);
      }
    }
  }

  const running = run();
  await Promise.race([begun, systemClock.sleep(startWaitMs, stopping.signal)]);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function isOutOfRange(cause: unknown): cause is OutOfRange {
  return cause instanceof Error && cause.name === 'KafkaJSOffsetOutOfRange';
}
