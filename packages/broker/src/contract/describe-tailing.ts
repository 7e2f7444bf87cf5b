import { expect, test } from '@jest/globals';
import type { Broker } from '../broker.ts';
import type { Tailed } from '../tail.ts';
import { type Bench, type BrokerUnderTest, type Change, change, until } from './bench.ts';

/** What a tail promises. */
export function describeTailing(subject: () => BrokerUnderTest, bench: () => Bench): void {
  const broker = (): Broker => subject().broker;
  const collect = () => {
    const seen: Tailed<Change>[] = [];
    return {
      seen,
      ids: () => seen.map(({ message }) => message.id),
      onMessages: (batch: readonly Tailed<Change>[]) => void seen.push(...batch),
    };
  };

  test('a tail hands over what comes from now on, of all partitions, in the order of each', async () => {
    const topic = await bench().topicOf();
    await broker().produce(topic, [change('a', 'before')]);
    const { ids, onMessages } = collect();
    const tail = await bench().open(broker().tail(topic, { onMessages }));
    await tail.ready;
    const practices = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const practice of practices)
      await broker().produce(topic, [change(practice, `${practice}1`), change(practice, `${practice}2`)]);
    await until(() => ids().length === 12);
    for (const practice of practices)
      expect(ids().filter((id) => id.startsWith(practice))).toEqual([`${practice}1`, `${practice}2`]);
  });

  test('a tail is ready at once where nothing stands, and two of them both see everything', async () => {
    const topic = await bench().topicOf();
    const [one, other] = [collect(), collect()];
    const tails = [
      await bench().open(broker().tail(topic, one)),
      await bench().open(broker().tail(topic, other)),
    ];
    await Promise.all(tails.map(({ ready }) => ready));
    expect([...(tails[0]?.highWatermarks() ?? [])].sort()).toEqual([
      [0, 0n],
      [1, 0n],
      [2, 0n],
    ]);
    await broker().produce(topic, [change('demo', 's_1')]);
    await until(() => one.ids().length === 1 && other.ids().length === 1);
  });

  test('a tail that begins a while ago is ready only when all that stood there has been handed over', async () => {
    const topic = await bench().topicOf();
    await broker().produce(
      topic,
      ['1', '2', '3', '4'].map((id) => change(`practice-${id}`, id)),
    );
    const { ids, onMessages } = collect();
    const seenWhenReady: number[] = [];
    const tail = broker().tail(topic, {
      onMessages,
      backMs: 600_000,
      onReady: () => seenWhenReady.push(ids().length),
    });
    await bench().open(tail);
    await tail.ready;
    expect(seenWhenReady).toEqual([4]);
    expect([...tail.highWatermarks().values()].reduce((sum, end) => sum + end, 0n)).toBe(4n);
  });

  test('a tail goes on from the positions of another, without a gap and without a repetition', async () => {
    const topic = await bench().topicOf();
    const first = collect();
    const gaps: number[] = [];
    const one = await bench().open(broker().tail(topic, first));
    await broker().produce(topic, [change('demo', '1'), change('demo', '2')]);
    await until(() => first.ids().length === 2);
    await one.stop();
    const from = one.positions();
    const last = first.seen.at(-1);
    expect(from.find(({ partition }) => partition === last?.partition)).toEqual({
      partition: last?.partition,
      nextOffset: (last?.offset ?? 0n) + 1n,
      timestampMs: last?.timestampMs,
    });
    await broker().produce(topic, [change('demo', '3')]);
    const second = collect();
    await bench().open(broker().tail(topic, { ...second, from, onGap: (partition) => gaps.push(partition) }));
    await broker().produce(topic, [change('demo', '4')]);
    await until(() => second.ids().length === 2);
    expect(second.ids()).toEqual(['3', '4']);
    expect(gaps).toEqual([]);
  });

  test('a tail whose place is not there any more says that it may have missed something, and goes on', async () => {
    const topic = await bench().topicOf({ partitions: 1 });
    const gaps: number[] = [];
    const { ids, onMessages } = collect();
    const from = [{ partition: 0, nextOffset: 1_000n, timestampMs: 0 }];
    await bench().open(
      broker().tail(topic, { onMessages, from, onGap: (partition) => gaps.push(partition) }),
    );
    await until(() => gaps.length === 1);
    await broker().produce(topic, [change('demo', 's_1')]);
    await until(() => ids().length === 1);
  });

  test('I14: a tail passes over what it cannot read', async () => {
    const topic = await bench().topicOf();
    const { ids, onMessages } = collect();
    await bench().open(broker().tail(topic, { onMessages }));
    const whole = await broker().encode(topic, change('demo', 's_1'));
    await broker().produceEncoded([{ ...whole, value: Buffer.from('ffffffff', 'hex') }, whole]);
    await until(() => ids().length === 1);
    expect(ids()).toEqual(['s_1']);
  });
}
