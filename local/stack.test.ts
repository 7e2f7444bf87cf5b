import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import { createClient } from 'redis';
import { portOwner } from './port-owner.ts';
import { readLocalSettings } from './settings.ts';
import { createStack, type Stack } from './stack.ts';

const root = process.cwd();
const env = {
  LOCAL_DIR: '.local/stack-of-stack-test',
  LOCAL_SERVICES: 'none',
  KAFKA_PORT: '19192',
  MONGODB_PORT: '27117',
  REDIS_PORT: '16479',
  SIMULATOR_PORT: '4110',
};
const names = ['mongodb', 'redis', 'kafka', 'halaxy-simulator'];
const stackWith = (changed: Record<string, string>): Stack =>
  createStack(readLocalSettings({ ...env, ...changed }, root), root);
const stack = stackWith({});
const kafka = new kafkajs.Kafka({ brokers: ['127.0.0.1:19192'], logLevel: kafkajs.logLevel.NOTHING });

beforeAll(async () => {
  await stack.down();
  for (const dir of [env.LOCAL_DIR, '.local/stack-refused']) rmSync(dir, { recursive: true, force: true });
  await stack.up();
}, 300_000);
afterAll(() => stack.down(), 60_000);

async function pids(of: Stack = stack): Promise<Record<string, number | undefined>> {
  return Object.fromEntries((await of.status()).map(({ name, pid }) => [name, pid]));
}

/** Sends one message, every replica acknowledging. */
async function produce(value: string): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: 'stack-test', acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

/** Reads the topic from its beginning until `count` messages came. */
async function consume(groupId: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic: 'stack-test', fromBeginning: true });
  const read: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ message }: kafkajs.EachMessagePayload): Promise<void> => {
      read.push(String(message.value));
      if (read.length === count) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return read;
}

test('every part is ready once `up` returns', async () => {
  expect((await stack.status()).map(({ name, ready }) => [name, ready])).toEqual(
    names.map((name) => [name, true]),
  );
});

test('a second `up` starts nothing', async () => {
  const before = await pids();
  await stack.up();
  expect(await pids()).toEqual(before);
}, 20_000);

test('I6: MongoDB’s own log holds nothing of what it was asked, however slow', async () => {
  const client = await new MongoClient('mongodb://127.0.0.1:27117/?directConnection=true').connect();
  const rows = client.db('stack').collection<{ canary: string }>('slow');
  await rows.insertOne({ canary: 'canary-in-the-log' });
  const found = rows.find({ $where: 'sleep(300) || true', canary: 'canary-in-the-log' }).toArray();
  expect(await found.finally(() => client.close())).toHaveLength(1);
  expect(readFileSync(`${env.LOCAL_DIR}/logs/mongodb.log`, 'utf8')).not.toContain('canary-in-the-log');
});

test('a transaction is real: all of it, or nothing', async () => {
  const client = await new MongoClient('mongodb://127.0.0.1:27117/?replicaSet=rs0').connect();
  const rows = client.db('stack').collection('rows');
  await rows.deleteMany({});
  const broken = client.withSession((session) =>
    session.withTransaction(async () => {
      await rows.insertOne({ n: 1 }, { session });
      throw new Error('on purpose');
    }),
  );
  await expect(broken).rejects.toThrow('on purpose');
  expect(await rows.countDocuments()).toBe(0);
  await client.close();
}, 20_000);

test('Redis keeps a value, and refuses to set it twice when asked to', async () => {
  const redis = await createClient({ url: 'redis://127.0.0.1:16479' }).connect();
  expect(await redis.set('stack-test', 'first', { condition: 'NX' })).toBe('OK');
  expect(await redis.set('stack-test', 'second', { condition: 'NX' })).toBeNull();
  expect(await redis.get('stack-test')).toBe('first');
  redis.destroy();
}, 20_000);

test('a message goes through the broker, from a producer to a consumer', async () => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'stack-test', numPartitions: 1 }] });
  await admin.disconnect();
  await produce('before');
  expect(await consume('stack-test-1', 1)).toEqual(['before']);
}, 30_000);

test.each(names)(
  '%s is killed, `up` brings it back and leaves the others alone',
  async (name) => {
    const before = await pids();
    process.kill(before[name] ?? Number.NaN, 'SIGKILL');
    await stack.up();
    const after = await pids();
    expect(after[name]).toEqual(expect.any(Number));
    expect(after[name]).not.toBe(before[name]);
    expect({ ...after, [name]: 0 }).toEqual({ ...before, [name]: 0 });
  },
  60_000,
);

test('what the broker had acknowledged survives its kill', async () => {
  await produce('after');
  expect(await consume('stack-test-2', 2)).toEqual(['before', 'after']);
}, 60_000);

test.each([
  ['a port of its own', { REDIS_PORT: '16579', MONGODB_PORT: '27217' }, 16579],
  ['the port of the controller', { REDIS_PORT: '16580', MONGODB_PORT: '27218', KAFKA_PORT: '19292' }, 19293],
])(
  'a taken port is named with its owner, and nothing is left running: %s',
  async (_, ports, taken) => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(taken, '127.0.0.1', resolve));
    const other = stackWith({ LOCAL_DIR: '.local/stack-refused', ...ports });
    try {
      await expect(other.up()).rejects.toThrow(`Port ${taken} is taken by process ${process.pid}`);
      expect(Object.values(await pids(other)).filter(Boolean)).toEqual([]);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  },
  90_000,
);

test('data that was made under another port serves under a new one', async () => {
  const moved = stackWith({ MONGODB_PORT: '27119' });
  await stack.down();
  await moved.up();
  expect((await moved.status()).find(({ name }) => name === 'mongodb')).toMatchObject({ ready: true });
  await moved.down();
  await stack.up();
}, 60_000);

test('`down` stops the simulator even under settings that would not start it; then nothing listens', async () => {
  expect(await stackWith({ HALAXY_BASE_URL: 'https://halaxy.example/main/' }).down()).toEqual(
    [...names].reverse(),
  );
  for (const port of [19192, 19193, 27117, 16479, 4110]) expect(portOwner(port)).toBeUndefined();
  expect(await stack.down()).toEqual([]);
}, 60_000);
