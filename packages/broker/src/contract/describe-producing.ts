import { deadTopicOf } from '@bloom/contracts';
import { expect, test } from '@jest/globals';
import type { Broker } from '../broker.ts';
import { type Bench, type BrokerUnderTest, change, until } from './bench.ts';

/** What producing promises. */
export function describeProducing(subject: () => BrokerUnderTest, bench: () => Bench): void {
  const broker = (): Broker => subject().broker;

  test('a message bears the headers of CloudEvents and its trace, and its key is no plain id', async () => {
    const topic = await bench().topicOf();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const time = new Date('2026-11-25T08:00:00.000Z');
    await broker().produce(topic, [change('demo', 's_1')], { facts: [{ id: 'event-1', time, traceparent }] });
    const [record] = await bench().wire(topic.name, 1);
    expect(record?.key).toMatch(/^[\da-f]{32}$/);
    expect(record?.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_id: 'event-1',
      ce_type: 'bloom.events.v1.EntityChanged',
      ce_time: '2026-11-25T08:00:00.000Z',
      ce_subject: record?.key,
      traceparent,
    });
    expect(record?.headers.ce_source).toBeTruthy();
    expect(topic.message.decode(record?.value ?? Buffer.alloc(0))).toEqual(change('demo', 's_1'));
  });

  test('messages that say nothing of themselves get ids that are all different', async () => {
    const topic = await bench().topicOf();
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => broker().produce(topic, [change('demo', `s_${i}`)])),
    );
    const records = await bench().wire(topic.name, 200);
    const ids = new Set(records.map(({ headers }) => headers.ce_id));
    expect(ids.size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\dA-HJKMNP-TV-Z]{26}$/);
  });

  test('I4: messages of one practice stand in one partition, in the order in which they were produced', async () => {
    const topic = await bench().topicOf();
    const practices = ['a', 'b', 'c', 'd'];
    const all = Array.from({ length: 50 }, (_, i) => i).flatMap((i) =>
      practices.map((practice) => broker().produce(topic, [change(practice, String(i))])),
    );
    await Promise.all(all);
    const records = await bench().wire(topic.name, 200);
    for (const practice of practices) {
      const own = records
        .map((record) => ({ record, message: topic.message.decode(record.value) }))
        .filter(({ message }) => message.practiceId === practice);
      expect(new Set(own.map(({ record }) => record.partition)).size).toBe(1);
      expect(own.map(({ message }) => Number(message.id))).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
  });

  test('I6: a confidential message cannot be read on the wire, and is read by its consumer', async () => {
    const topic = await bench().topicOf({ confidential: true });
    await broker().produce(topic, [change('demo', 'canary-of-a-patient')]);
    const [record] = await bench().wire(topic.name, 1);
    const bytes = JSON.stringify([record?.key, record?.headers, record?.value.toString('latin1')]);
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      const canary = Buffer.from('canary-of-a-patient').toString(encoding).replace(/=+$/, '');
      expect(bytes).not.toContain(canary.slice(0, -2));
    }
    const { ids } = await bench().consuming(topic);
    await until(() => ids().length === 1);
    expect(ids()).toEqual(['canary-of-a-patient']);
  });

  test('I5: a sealed message that was moved under another practice’s key does not open', async () => {
    const topic = await bench().topicOf({ confidential: true });
    const mine = await broker().encode(topic, change('demo', 's_1'));
    const theirs = await broker().encode(topic, change('other', 's_2'));
    await broker().produceEncoded([{ ...mine, key: theirs.key }]);
    const { handled } = await bench().consuming(topic);
    const [letter] = await bench().wire(deadTopicOf(topic).name, 1);
    expect(letter?.headers.dead_reason).toBe('SEAL_BROKEN');
    expect(handled).toEqual([]);
  });

  test('what was encoded before, for an outbox, is read like what is produced at once', async () => {
    const topic = await bench().topicOf();
    const { ids } = await bench().consuming(topic);
    await broker().produceEncoded([await broker().encode(topic, change('demo', 's_1'))]);
    await until(() => ids().length === 1);
    expect(ids()).toEqual(['s_1']);
  });

  test('to a topic that does not exist nothing is sent: the call ends when its time is over', async () => {
    const topic = await bench().topicOf();
    const missing = { ...topic, name: `${topic.name}-missing` };
    await expect(
      broker().produce(missing, [change('demo', 's_1')], { timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await broker().produce(topic, [change('demo', 's_2')]);
  });

  test('creating topics that exist, or that another creates as well, changes nothing', async () => {
    const topic = await bench().topicOf();
    await broker().produce(topic, [change('demo', 's_1')]);
    const also = { ...topic, name: `${topic.name}-also` };
    await Promise.all([broker().ensureTopics([topic, also]), broker().ensureTopics([also, topic])]);
    expect(await bench().wire(topic.name, 1)).toHaveLength(1);
    await broker().ping();
  });

  test('while the broker is away a call ends within its time, and afterwards messages go through', async () => {
    const { away } = subject();
    if (!away) return;
    const topic = await bench().topicOf();
    const { ids } = await bench().consuming(topic);
    away(true);
    const startedMs = Date.now();
    await expect(broker().produce(topic, [change('demo', 'lost')], { timeoutMs: 100 })).rejects.toMatchObject(
      { code: 'BROKER_UNAVAILABLE', kind: 'transient' },
    );
    expect(Date.now() - startedMs).toBeLessThan(1_000);
    await expect(broker().ping()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    const waits = broker().produce(topic, [change('demo', 'kept')]);
    away(false);
    await waits;
    await until(() => ids().length === 1);
    expect(ids()).toEqual(['kept']);
  });
}
