import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';

const env = {
  LOCAL_DIR: '.local/stack-of-stack-test',
  KAFKA_PORT: '19192',
  MONGODB_PORT: '37117',
  REDIS_PORT: '16479',
  SIMULATOR_PORT: '4110',
};
const stack = createStack(readLocalSettings(env, process.cwd()), process.cwd());

beforeAll(() => stack.up(), 300_000);
afterAll(() => stack.down(), 60_000);

const pids = async (): Promise<(number | undefined)[]> => (await stack.status()).map(({ pid }) => pid);

test('every part is ready once `up` returns', async () => {
  expect((await stack.status()).map(({ name, ready }) => [name, ready])).toEqual([
    ['mongodb', true],
    ['redis', true],
    ['kafka', true],
    ['halaxy-simulator', true],
  ]);
});

test('a second `up` starts nothing', async () => {
  const before = await pids();
  await stack.up();
  expect(await pids()).toEqual(before);
});

test('a transaction is real: all of it, or nothing', async () => {
  const client = await new MongoClient('mongodb://127.0.0.1:37117/?replicaSet=rs0').connect();
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

test('a message goes through the broker, and what was acknowledged survives a kill -9', async () => {
  const kafka = new kafkajs.Kafka({ brokers: ['127.0.0.1:19192'], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'stack-test', numPartitions: 1 }] });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic: 'stack-test', acks: -1, messages: [{ value: 'kept' }] });
  await producer.disconnect();
  await admin.disconnect();

  const before = await pids();
  for (const pid of before) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await stack.up();
  expect((await pids()).every((pid, i) => pid !== undefined && pid !== before[i])).toBe(true);

  const back = kafka.admin();
  await back.connect();
  expect(await back.fetchTopicOffsets('stack-test')).toMatchObject([{ high: '1' }]);
  await back.disconnect();
}, 120_000);

test('a taken port is named with its owner, and nothing is left running', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(16579, '127.0.0.1', resolve));
  const other = createStack(
    readLocalSettings(
      { ...env, LOCAL_DIR: '.local/stack-refused', MONGODB_PORT: '37217', REDIS_PORT: '16579' },
      process.cwd(),
    ),
    process.cwd(),
  );
  await expect(other.up()).rejects.toThrow(`Port 16579 is taken by process ${process.pid}`);
  expect((await other.status()).map(({ pid }) => pid)).toEqual([undefined, undefined, undefined, undefined]);
  await new Promise((resolve) => squatter.close(resolve));
}, 60_000);
