import { type Clock, systemClock } from '@bloom/kit';
import type { EncodedRecord } from './log.ts';
import { createSendQueue, type SendQueueOptions } from './send-queue.ts';

const record = (value: string, topicName = 'a.v1'): EncodedRecord => ({
  topicName,
  key: 'k',
  value: Buffer.from(value),
  headers: {},
});
const impatient: Clock = { ...systemClock, sleep: () => new Promise((resolve) => setImmediate(resolve)) };

/** A broker that answers when told to, and keeps the batches that it was sent. */
function heldBroker(options: Partial<SendQueueOptions> = {}) {
  const batches: string[][] = [];
  const answers: { resolve(): void; reject(cause: Error): void }[] = [];
  const queue = createSendQueue({
    clock: impatient,
    send: (records) => {
      batches.push(records.map(({ value }) => value.toString()));
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    ...options,
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, batches, answers, until };
}

test('calls made at once go in one batch, and those made meanwhile in the next, in their order', async () => {
  const { queue, batches, answers, until } = heldBroker();
  const first = [queue.push([record('1')], 1_000), queue.push([record('2')], 1_000)];
  await until(() => batches.length === 1);
  const later = [queue.push([record('3')], 1_000), queue.push([record('4')], 1_000)];
  await until(() => answers.length === 1);
  answers[0]?.resolve();
  await Promise.all(first);
  await until(() => batches.length === 2);
  answers[1]?.resolve();
  await Promise.all(later);
  expect(batches).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('a call ends with an error when its time is over, and is not sent once it has been told so', async () => {
  const { queue, batches, answers, until } = heldBroker();
  const held = queue.push([record('1')], 10_000);
  await until(() => batches.length === 1);
  await expect(queue.push([record('2')], 20)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  const third = queue.push([record('3')], 10_000);
  answers[0]?.resolve();
  await held;
  await until(() => batches.length === 2);
  answers[1]?.resolve();
  await third;
  expect(batches).toEqual([['1'], ['3']]);
});

test('a batch that failed is sent again, before what came later', async () => {
  const { queue, batches, answers, until } = heldBroker();
  const first = queue.push([record('1')], 10_000);
  await until(() => batches.length === 1);
  const second = queue.push([record('2')], 10_000);
  answers[0]?.reject(new Error('reset'));
  await until(() => batches.length === 2);
  answers[1]?.resolve();
  await Promise.all([first, second]);
  expect(batches).toEqual([['1'], ['1', '2']]);
});

test('a topic that cannot be sent to holds up no other', async () => {
  const { queue } = heldBroker({
    send: async (records) => {
      if (records.some(({ topicName }) => topicName === 'missing.v1')) throw new Error('unknown topic');
    },
  });
  const lost = queue.push([record('1', 'missing.v1')], 500);
  await queue.push([record('2'), record('3', 'b.v1')], 10_000);
  await expect(lost).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
});

test('I8: more than may wait is refused at once, and places of abandoned calls are free again', async () => {
  const { queue, batches, answers, until } = heldBroker({ waitingMax: 2 });
  const held = queue.push([record('1')], 10_000);
  await until(() => batches.length === 1);
  const second = queue.push([record('2')], 20);
  await expect(queue.push([record('3')], 10_000)).rejects.toMatchObject({ code: 'BROKER_BUSY' });
  await expect(second).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  const fourth = queue.push([record('4')], 10_000);
  answers[0]?.resolve();
  await held;
  await until(() => batches.length === 2);
  answers[1]?.resolve();
  await fourth;
});

test('I8: more bytes than may wait are refused, and so is a message that no broker takes', async () => {
  const { queue } = heldBroker({ waitingBytesMax: 2_000 });
  await expect(queue.push([record('x'.repeat(3_000))], 100)).rejects.toMatchObject({ code: 'BROKER_BUSY' });
  await expect(queue.push([record('x'.repeat(1_000_000))], 100)).rejects.toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
  });
});

test('closing waits for what was handed over, and takes nothing more', async () => {
  const { queue, batches, answers, until } = heldBroker();
  const first = queue.push([record('1')], 10_000);
  const closing = queue.close();
  await until(() => batches.length === 1);
  answers[0]?.resolve();
  await Promise.all([first, closing]);
  await expect(queue.push([record('2')], 100)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
});

test('a caller who sends again as soon as it is answered is answered again', async () => {
  const { queue } = heldBroker({ send: async () => undefined });
  for (let i = 0; i < 100; i += 1) await queue.push([record(String(i))], 1_000);
});
