import type { KafkaMessage } from 'kafkajs';
import type { Client } from './create-client.ts';

export type FetchedPartition = {
  readonly partition: number;
  readonly highWatermark: string;
  readonly messages: readonly (KafkaMessage & { readonly isControlRecord?: boolean })[];
};

type FetchRequest = {
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
  }[];
};

type OffsetsQuestion = {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number }[];
  readonly fromBeginning?: boolean;
  readonly fromTimestamp?: number;
};

/** What kafkajs knows of a cluster, beneath its consumers. */
export type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(wanted: { readonly nodeId: string }): Promise<{
    fetch(request: FetchRequest): Promise<{
      readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
    }>;
  }>;
  fetchTopicsOffset(
    topics: readonly OffsetsQuestion[],
  ): Promise<readonly { readonly partitions: readonly { partition: number; offset: string }[] }[]>;
};

const maker = 'private:Kafka:createCluster';

/**
 * The cluster beneath a client. kafkajs has consumers only within groups; reading partitions outside any group
 * takes what is beneath them, which it keeps under a private symbol. Its version is pinned and its last.
 */
export function openCluster(client: Client): Cluster {
  const symbol = Object.getOwnPropertySymbols(client).find(({ description }) => description === maker);
  if (!symbol) throw new TypeError('kafkajs has no cluster where it is looked for');
  const create = Reflect.get(client, symbol) as (options: object) => Cluster;
  return create({ metadataMaxAge: 30_000, allowAutoTopicCreation: false });
}
