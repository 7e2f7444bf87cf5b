import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import type { Part } from '../part.ts';
import { prepareWheels } from '../prepare/python-wheels.ts';
import type { LocalSettings } from '../settings.ts';

/** The log of slow queries holds what was asked and written, patients among it: nothing is ever so slow. */
const slowMs = 3_600_000;

/** MongoDB as a replica set of one: transactions and majority writes are real. */
export function mongodbPart({ dir, cacheDir, ports }: LocalSettings): Part {
  const member = `127.0.0.1:${ports.mongodb}`;
  return {
    name: 'mongodb',
    port: ports.mongodb,
    remedy: 'If its data is damaged, `make down` and remove the folder mongodb/ of the stack.',
    async prepare() {
      const data = join(dir, 'mongodb');
      mkdirSync(data, { recursive: true });
      const { mongod } = await prepareWheels(cacheDir);
      const args = `--dbpath ${data} --port ${ports.mongodb} --bind_ip 127.0.0.1 --replSet rs0 --journalCommitInterval 50 --wiredTigerCacheSizeGB 0.25 --networkMessageCompressors snappy,zstd --setParameter ttlMonitorSleepSecs=5 --slowms ${slowMs}`;
      return { command: mongod, args: args.split(' ') };
    },
    async probe() {
      const client = new MongoClient(`mongodb://${member}/?directConnection=true`, {
        serverSelectionTimeoutMS: 500,
      });
      try {
        const admin = client.db('admin');
        const hello = await admin.command({ hello: 1 });
        if (hello.isWritablePrimary) return 'primary of rs0';
        if (!hello.setName) await formReplicaSet(admin, member);
        throw new Error('no primary yet');
      } finally {
        await client.close();
      }
    },
  };
}

const alreadyInitialized = 23;

/** A new set of one; or, where the data was made under another port, the same set at its present address. */
async function formReplicaSet(admin: Db, member: string): Promise<void> {
  const set = {
    _id: 'rs0',
    members: [{ _id: 0, host: member }],
    settings: { electionTimeoutMillis: 1_000 },
  };
  try {
    await admin.command({ replSetInitiate: set });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === alreadyInitialized)) throw error;
    const { config } = await admin.command({ replSetGetConfig: 1 });
    if (config.members[0]?.host === member) return; // still electing
    const moved = {
      ...config,
      version: config.version + 1,
      members: [{ ...config.members[0], host: member }],
    };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}
