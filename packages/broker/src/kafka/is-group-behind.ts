import type { Client } from './create-client.ts';

/** Whether a group has not yet committed all that a topic holds. */
export async function isGroupBehind(client: Client, groupId: string, topicName: string): Promise<boolean> {
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
