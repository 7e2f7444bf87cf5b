import { BloomError } from '@bloom/kit';
import type { Consumer } from 'kafkajs';
import type { Client } from './create-client.ts';

const lookEveryMs = 10_000;
const stuckAfterMs = 60_000;

type Watched = {
  readonly client: Client;
  readonly consumer: Consumer;
  readonly group: string;
  readonly topicName: string;
  readonly fail: (error: BloomError) => void;
};

/**
 * Fails a consumer that has stopped for good: kafkajs can cease to fetch without a crash (its issues 1570, 659).
 * Being connected proves nothing; what counts is a fetch or a finished batch, and that there is something to
 * fetch. While the broker is away nobody is at fault, and just after it is back there is time for one more look.
 */
export function watchProgress({ client, consumer, group, topicName, fail }: Watched): { stop(): void } {
  const { FETCH, END_BATCH_PROCESS, GROUP_JOIN, CRASH } = consumer.events;
  let lastMs = performance.now();
  let looksInVain = 0;
  let looking = false;
  const moves = () => {
    lastMs = performance.now();
    looksInVain = 0;
  };
  consumer.on(FETCH, moves);
  consumer.on(END_BATCH_PROCESS, moves);
  consumer.on(GROUP_JOIN, moves);
  consumer.on(CRASH, ({ payload: { restart } }) => {
    if (!restart) fail(new BloomError('BROKER_UNAVAILABLE', `${group} has crashed`));
  });

  async function look(): Promise<void> {
    if (looking || performance.now() - lastMs < stuckAfterMs) return;
    looking = true;
    try {
      looksInVain = (await isBehind(client, group, topicName)) ? looksInVain + 1 : 0;
      if (looksInVain >= 2) fail(new BloomError('BROKER_UNAVAILABLE', `${group} has stopped reading`));
    } catch {
      looksInVain = 0;
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function isBehind(client: Client, groupId: string, topicName: string): Promise<boolean> {
  const admin = client.admin();
  await admin.connect();
  try {
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topicName] });
    const ends = await admin.fetchTopicOffsets(topicName);
    return ends.some(({ partition, high, low }) => {
      const own = committed?.partitions.find((one) => one.partition === partition)?.offset;
      const from = own === undefined || own === '-1' ? low : own;
      return BigInt(high) > BigInt(from);
    });
  } finally {
    admin.disconnect().catch(() => undefined);
  }
}
