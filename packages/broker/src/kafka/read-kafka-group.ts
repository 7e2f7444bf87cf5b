import { systemClock } from '@bloom/kit';
import type { EachBatchPayload } from 'kafkajs';
import type { Entrance } from '../entrance.ts';
import type { GroupReading } from '../log.ts';
import { createClient, type KafkaOptions } from './create-client.ts';
import { isGroupBehind } from './is-group-behind.ts';
import { rawRecord } from './raw-record.ts';
import { watchProgress } from './watch-progress.ts';
import { whileAlive } from './while-alive.ts';

const sessionMs = 30_000;
const heartbeatMs = 3_000;
const startWaitMs = 10_000;
const connectPauseMs = 1_000;
const stopWaitMs = 20_000;

/**
 * Reads a topic in a group of kafkajs, from its beginning. A batch that is wanted again later pauses its own
 * partition alone, and is fetched anew: nothing waits inside a handler, for kafkajs fetches no further for any
 * partition while one of them is handled.
 */
export function readKafkaGroup(kafka: KafkaOptions, reading: GroupReading): Entrance {
  const { group, topicName } = reading;
  // Tried for long: a consumer that gives up loses its membership, and the group then waits a whole session for it.
  const client = createClient(kafka, {
    retries: 300,
    initialRetryTime: 100,
    maxRetryTime: 1_000,
    restartOnFailure: async () => true,
  });
  const consumer = client.consumer({
    groupId: group,
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: sessionMs,
    maxWaitTimeInMs: 500,
    minBytes: 1,
    maxBytesPerPartition: 256 * 1024,
    allowAutoTopicCreation: false,
  });
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const looker = createClient(kafka);
  const progress = watchProgress({
    consumer,
    group,
    isBehind: () => isGroupBehind(looker, group, topicName),
    fail,
  });
  const pauses = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();

  function pauseFor(ms: number, pause: () => () => void): void {
    const resume = pause();
    const timer = setTimeout(() => {
      pauses.delete(timer);
      resume();
    }, ms);
    pauses.add(timer);
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale, pause } = payload;
    const { partition, messages, highWatermark } = batch;
    for (let from = 0; from < messages.length; from += reading.batchMax) {
      if (!isRunning() || isStale()) return;
      const records = messages
        .slice(from, from + reading.batchMax)
        .map((message) => rawRecord(topicName, partition, message));
      const { settled, retryAfterMs = 0 } = await whileAlive(reading, heartbeat, (alive) =>
        reading.onBatch(records, alive),
      );
      const done = records[settled - 1];
      if (done) {
        resolveOffset(String(done.offset));
        reading.onLag(partition, Number(BigInt(highWatermark) - done.offset - 1n));
      }
      if (settled < records.length) pauseFor(retryAfterMs, pause);
      await heartbeat();
      await commitOffsetsIfNecessary();
      if (settled < records.length) return;
    }
  }

  async function run(): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [topicName], fromBeginning: true });
    if (stopping.signal.aborted) return;
    await consumer.run({
      eachBatch,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      autoCommitInterval: 1_000,
      autoCommitThreshold: reading.batchMax,
    });
  }

  /** The broker may be away, or the topic not yet created: both pass. */
  async function runOnceItCan(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await run();
        break;
      } catch {
        await systemClock.sleep(connectPauseMs, stopping.signal);
      }
    }
    // Stopped meanwhile: what was opened after that is closed as well.
    if (stopping.signal.aborted) await consumer.disconnect().catch(() => undefined);
  }

  return {
    name: `${group} on ${topicName}`,
    failed,
    async start() {
      const joined = Promise.withResolvers<void>();
      consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
      runOnceItCan();
      await Promise.race([joined.promise, systemClock.sleep(startWaitMs, stopping.signal)]);
    },
    async stop() {
      stopping.abort();
      progress.stop();
      for (const timer of pauses) clearTimeout(timer);
      // While the broker is away kafkajs ends only when its tries do: the process does not wait for that.
      const ended = new AbortController();
      const disconnected = consumer
        .disconnect()
        .catch(() => undefined)
        .finally(() => ended.abort());
      await Promise.race([disconnected, systemClock.sleep(stopWaitMs, ended.signal)]);
    },
  };
}
