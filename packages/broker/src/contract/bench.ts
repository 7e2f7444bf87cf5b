import { randomUUID } from 'node:crypto';
import { entityChanged, type Topic } from '@bloom/contracts';
import type { Broker } from '../broker.ts';
import { consume } from '../consume.ts';
import { type Consumer, defineConsumer } from '../define-consumer.ts';
import type { Entrance } from '../entrance.ts';
import type { RawRecord } from '../log.ts';

/** A broker to be held to its contract. `away` where the test can make it so. */
export type BrokerUnderTest = {
  readonly broker: Broker;
  readonly away?: (away: boolean) => void;
  close(): Promise<void>;
};

export type Change = Parameters<typeof entityChanged.practiceOf>[0];

/** A message of a practice; `id` tells it apart. */
export function change(practiceId: string, id: string): Change {
  return { practiceId, kind: 'session', id, channels: [], committedAt: new Date('2026-11-25T09:00:00.123Z') };
}

/** Polls until it holds. */
export async function until(holds: () => boolean, withinMs = 20_000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(`this did not come to hold: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** One test's own topics and consumers on a broker that others use too; `close` stops what it opened. */
export function createBench(broker: Broker) {
  const opened: Entrance[] = [];

  async function topicOf(own: Partial<Topic<Change>> = {}): Promise<Topic<Change>> {
    const topic = { ...entityChanged, name: `test.${randomUUID()}.v1`, partitions: 3, ...own };
    await broker.ensureTopics([topic]);
    return topic;
  }

  async function open<E extends Entrance>(entrance: E): Promise<E> {
    opened.push(entrance);
    await entrance.start();
    return entrance;
  }

  /** Consumes in a group, a new one unless it is named; answers what was handled, as it grows. */
  async function consuming(
    topic: Topic<Change>,
    {
      group = `test.${randomUUID()}`,
      handle = async () => undefined,
    }: { group?: string; handle?: Consumer<Change>['handleBatch'] } = {},
  ) {
    const handled: Change[] = [];
    const consumer = defineConsumer<Change>({
      group,
      topic,
      async handleBatch(messages, context) {
        await handle(messages, context);
        handled.push(...messages);
      },
    });
    const entrance = await open(consume(broker, [consumer], { pauses: { firstMs: 5, maxMs: 50 } }));
    return { handled, group, entrance, ids: () => handled.map(({ id }) => id) };
  }

  /** The records of a topic as they stand on the wire, once there are so many. */
  async function wire(topicName: string, count: number): Promise<RawRecord[]> {
    const records: RawRecord[] = [];
    await open(
      broker.readGroup({
        group: `test.${randomUUID()}`,
        topicName,
        batchMax: 50,
        handleMs: 15_000,
        async onBatch(batch) {
          records.push(...batch);
          return { settled: batch.length };
        },
        onLag: () => undefined,
      }),
    );
    await until(() => records.length >= count);
    return records;
  }

  async function close(): Promise<void> {
    await Promise.all(opened.splice(0).map((entrance) => entrance.stop()));
  }

  return { topicOf, open, consuming, wire, close };
}

export type Bench = ReturnType<typeof createBench>;
