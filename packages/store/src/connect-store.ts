import { type Collection, type Document, MongoClient } from 'mongodb';

/** MongoDB as the house uses it: every acknowledged write is on a majority's journal. */
export type Store = {
  collection<T extends Document>(name: string): Collection<T>;
  close(): Promise<void>;
};

/**
 * Connects to a replica set and proves it answers.
 *
 * @param uri e.g. `mongodb://127.0.0.1:37017/bloom?replicaSet=rs0`
 * @throws the driver's error when no primary is found within 10 s
 */
export async function connectStore(uri: string): Promise<Store> {
  const client = new MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: 10_000,
    maxPoolSize: 20,
  });
  try {
    await client.connect();
    await client.db().command({ ping: 1 });
  } catch (error) {
    await client.close();
    throw error;
  }
  return { collection: (name) => client.db().collection(name), close: () => client.close() };
}
