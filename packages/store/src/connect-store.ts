import { isDeepStrictEqual } from 'node:util';
import { BloomError } from '@bloom/kit';
import {
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  MongoClient,
  MongoError,
} from 'mongodb';

/** One transaction's hold on the store: handed to each write that belongs to it. */
export type Transaction = ClientSession;

/** MongoDB as the house uses it: every acknowledged write is on a majority's journal. */
export type Store = {
  collection<T extends Document>(name: string): Collection<T>;
  /** Holds a collection to a `$jsonSchema`: what does not fit it is refused. Nothing happens where it is held to it already. */
  hold(name: string, shape: Document): Promise<void>;
  /**
   * Runs writes that stand or fall together. Tried again when MongoDB says that it may be, so `work` has no
   * effect but through the transaction it is given.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** @throws BloomError STORE_UNAVAILABLE when no primary answers within a second */
  ping(): Promise<void>;
  /** For tests, each of which has a database of its own. */
  dropDatabase(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects to a replica set and proves it answers.
 *
 * @param uri e.g. `mongodb://127.0.0.1:37017/bloom?replicaSet=rs0`
 * @param mayBeAway for who can work without it: connects in the background, and what is asked meanwhile fails within 2 s
 * @throws BloomError STORE_UNAVAILABLE when no primary is found within 10 s
 */
export async function connectStore(uri: string, { poolMax = 30, mayBeAway = false } = {}): Promise<Store> {
  const client = new MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    retryWrites: true,
    ignoreUndefined: true,
    // What is there was written by this driver.
    enableUtf8Validation: false,
    serverSelectionTimeoutMS: mayBeAway ? 2_000 : 10_000,
    maxPoolSize: poolMax,
  });
  try {
    // Otherwise the driver connects with what is asked first, and again as often as need be.
    if (!mayBeAway) {
      await client.connect();
      await client.db().command({ ping: 1 });
    }
  } catch (cause) {
    await client.close();
    throw new BloomError('STORE_UNAVAILABLE', 'no primary of MongoDB answered', { cause });
  }
  return {
    collection: (name) => client.db().collection(name),
    hold: (name, shape) => holdTo(client.db(), name, { $jsonSchema: shape }),
    transaction: (work) => client.withSession((session) => session.withTransaction(() => work(session))),
    async ping() {
      try {
        await client.db().command({ ping: 1 }, { timeoutMS: 1_000 });
      } catch (cause) {
        throw new BloomError('STORE_UNAVAILABLE', 'MongoDB did not answer within a second', { cause });
      }
    },
    async dropDatabase() {
      await client.db().dropDatabase();
    },
    close: () => client.close(),
  };
}

const duplicateKey = 11_000;
const namespaceExists = 48;

async function holdTo(db: Db, name: string, validator: Document): Promise<void> {
  const [held] = await db.listCollections({ name }, { nameOnly: false }).toArray();
  if (held && isDeepStrictEqual(held.options?.validator, validator)) return;
  try {
    if (!held) return void (await db.createCollection(name, { validator }));
  } catch (error) {
    // Another service was first: it may be of another version.
    if (!(error instanceof MongoError && error.code === namespaceExists)) throw error;
  }
  await db.command({ collMod: name, validator });
}

/** Two wrote the same key at once, and the other was first. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoError && error.code === duplicateKey;
}
