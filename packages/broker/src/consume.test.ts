import { deadTopicOf } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import type { BrokerEvents } from './broker-events.ts';
import { parseTraceparent } from './codec/traceparent.ts';
import { type Bench, change, createBench, until } from './contract/bench.ts';
import { createMemoryBroker, type MemoryBroker } from './memory/memory-broker.ts';

const told: Record<string, unknown>[] = [];
const tell = (event: string) => (about: object) => void told.push({ event, ...about });
const events: BrokerEvents = {
  produced: tell('produced'),
  consumed: tell('consumed'),
  retried: tell('retried'),
  buried: tell('buried'),
  lag: tell('lag'),
  gap: tell('gap'),
  unreadable: tell('unreadable'),
  sendFailed: tell('sendFailed'),
};

let broker: MemoryBroker;
let bench: Bench;
beforeEach(() => {
  told.length = 0;
  broker = createMemoryBroker({ events });
  bench = createBench(broker);
});
afterEach(async () => {
  await bench.close();
  await broker.close();
});

test('I6: what is told for metrics names groups, topics and codes, and nothing of a message', async () => {
  const topic = await bench.topicOf();
  const { ids, group } = await bench.consuming(topic, {
    handle: async (messages) => {
      if (messages.some(({ id }) => id.startsWith('canary'))) throw new TypeError('canary in an error');
    },
  });
  await broker.produce(topic, [change('canary-practice', 'canary-1'), change('canary-practice', 's_2')]);
  await until(() => ids().length === 1 && told.some(({ event }) => event === 'lag'));
  expect(told).toContainEqual({ event: 'buried', group, topic: topic.name, code: 'INTERNAL' });
  expect(told).toContainEqual(expect.objectContaining({ event: 'consumed', count: 2 }));
  expect(told).toContainEqual(expect.objectContaining({ event: 'lag', lag: 0 }));
  expect(JSON.stringify(told)).not.toContain('canary');
});

test('pauses between tries grow, and what is tried again says how often', async () => {
  const topic = await bench.topicOf({ partitions: 1 });
  let tries = 0;
  const { ids } = await bench.consuming(topic, {
    handle: async () => {
      tries += 1;
      if (tries < 4) throw new BloomError('STORE_UNAVAILABLE');
    },
  });
  await broker.produce(topic, [change('demo', 's_1')]);
  await until(() => ids().length === 1);
  const attempts = told.filter(({ event }) => event === 'retried').map(({ attempt }) => attempt);
  expect(attempts).toEqual([1, 2, 3]);
});

test('a message is handed over again when its offset was not kept', async () => {
  const topic = await bench.topicOf({ partitions: 1 });
  const { ids } = await bench.consuming(topic);
  await broker.produce(topic, [change('demo', 's_1'), change('demo', 's_2')]);
  await until(() => ids().length === 2);
  broker.rewind(1);
  await until(() => ids().length === 3);
  expect(ids()).toEqual(['s_1', 's_2', 's_2']);
});

test('what cannot be buried yet is not passed over: it waits until the broker takes it', async () => {
  const topic = await bench.topicOf({ partitions: 1 });
  const goneMs = 100;
  const { ids } = await bench.consuming(topic, {
    handle: async (messages) => {
      if (!messages.some(({ id }) => id === 'poison')) return;
      broker.away(true);
      setTimeout(() => broker.away(false), goneMs);
      throw new TypeError('poison');
    },
  });
  await broker.produce(topic, [change('demo', 'poison'), change('demo', 's_2')]);
  await until(() => ids().length === 1);
  expect(broker.records(deadTopicOf(topic).name)).toHaveLength(1);
});

test('while seals cannot be opened their messages wait, and none is buried', async () => {
  let away = true;
  const sealer = {
    seal: async (plain: string) => ({ v: 1, keyId: '', key: '', iv: '', data: plain, tag: '' }) as const,
    open: async ({ data }: { data: string }) => {
      if (away) throw new BloomError('SERVICE_UNREACHABLE');
      return data;
    },
  };
  const other = createMemoryBroker({ sealer, events });
  const otherBench = createBench(other);
  const topic = await otherBench.topicOf({ confidential: true });
  await other.produce(topic, [change('demo', 's_1')]);
  const { ids } = await otherBench.consuming(topic);
  await until(() => told.some(({ event }) => event === 'lag'));
  expect(ids()).toEqual([]);
  away = false;
  await until(() => ids().length === 1);
  expect(other.records(deadTopicOf(topic).name)).toEqual([]);
  await otherBench.close();
});

test('a tail that lost records without having read them says so, and goes on', async () => {
  const topic = await bench.topicOf({ partitions: 1 });
  const gaps: number[] = [];
  const seen: string[] = [];
  const tail = broker.tail(topic, {
    onMessages: (batch) => void seen.push(...batch.map(({ message }) => message.id)),
    onGap: (partition) => gaps.push(partition),
  });
  await bench.open(tail);
  await broker.produce(topic, [change('demo', 's_1')]);
  await until(() => seen.length === 1);
  broker.lose(topic.name);
  await broker.produce(topic, [change('demo', 's_2')]);
  await until(() => seen.length === 2);
  expect(gaps).toEqual([0]);
});

test('a trace is gone on with only if it is in the form of W3C', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(parseTraceparent(traceparent)).toMatchObject({ spanId: 'b7ad6b7169203331', traceFlags: 1 });
  for (const text of [undefined, '', 'x', `${traceparent}-more`, traceparent.replace(/[1-9a-f]/g, '0')])
    expect(parseTraceparent(text)).toBeUndefined();
});
