import { deadTopicOf } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import { expect, test } from '@jest/globals';
import type { Broker } from '../broker.ts';
import { type Bench, type BrokerUnderTest, change, until } from './bench.ts';

const numbered = (count: number, practice = 'demo') =>
  Array.from({ length: count }, (_, i) => change(practice, String(i)));

/** What consuming promises. */
export function describeConsuming(subject: () => BrokerUnderTest, bench: () => Bench): void {
  const broker = (): Broker => subject().broker;

  test('I4: a practice’s messages are handled in their order, from the topic’s beginning on', async () => {
    const topic = await bench().topicOf();
    for (const message of numbered(30)) broker().produce(topic, [message]);
    await broker().produce(
      topic,
      numbered(70).map((message) => ({ ...message, id: `${message.id}-later` })),
    );
    const { ids } = await bench().consuming(topic);
    await until(() => ids().length === 100);
    expect(ids().slice(0, 30)).toEqual(numbered(30).map(({ id }) => id));
  });

  test('I1: a batch whose handling failed comes again, and nothing after it is handled before', async () => {
    const topic = await bench().topicOf();
    let failures = 0;
    const { ids } = await bench().consuming(topic, {
      handle: async (messages) => {
        if (!messages.some(({ id }) => id === '3') || failures === 3) return;
        failures += 1;
        throw new BloomError('HALAXY_UNREACHABLE');
      },
    });
    await broker().produce(topic, numbered(10));
    await until(() => ids().length >= 10);
    expect(failures).toBe(3);
    expect(ids()).toEqual(numbered(10).map(({ id }) => id));
  });

  test('I10: an offset moves only after the handling: who leaves before hands the message to the next', async () => {
    const topic = await bench().topicOf();
    const never = Promise.withResolvers<void>();
    let begun = 0;
    const first = await bench().consuming(topic, {
      handle: async () => {
        begun += 1;
        await never.promise;
      },
    });
    await broker().produce(topic, [change('demo', 's_1')]);
    await until(() => begun > 0);
    never.reject(new BloomError('HALAXY_UNREACHABLE'));
    await first.entrance.stop();
    const second = await bench().consuming(topic, { group: first.group });
    await until(() => second.ids().length === 1);
    expect(second.ids()).toEqual(['s_1']);
  });

  test('what a group has done is not handed to it again after a restart', async () => {
    const topic = await bench().topicOf();
    const first = await bench().consuming(topic);
    await broker().produce(topic, numbered(10));
    await until(() => first.ids().length === 10);
    await first.entrance.stop();
    const second = await bench().consuming(topic, { group: first.group });
    await broker().produce(topic, [change('demo', 'new')]);
    await until(() => second.ids().length > 0);
    expect(second.ids()).toEqual(['new']);
  });

  test('I14: a message that makes the handler fail is buried alone, and those around it are handled', async () => {
    const topic = await bench().topicOf();
    const { ids, group } = await bench().consuming(topic, {
      handle: async (messages) => {
        if (messages.some(({ id }) => id === '4')) throw new RangeError('a bug with canary-of-a-patient');
      },
    });
    await broker().produce(topic, numbered(10));
    const [letter, ...others] = await bench().wire(deadTopicOf(topic).name, 1);
    await until(() => new Set(ids()).size === 9);
    expect(ids()).not.toContain('4');
    expect(others).toEqual([]);
    expect(letter?.headers).toMatchObject({ dead_reason: 'INTERNAL', dead_group: group });
    expect(JSON.stringify(letter?.headers)).not.toContain('canary');
  });

  test('a message that was refused or speaks of what is gone is passed over, alone', async () => {
    const topic = await bench().topicOf();
    const { ids } = await bench().consuming(topic, {
      handle: async (messages) => {
        if (messages.some(({ id }) => id === '2')) throw new BloomError('HALAXY_MISSING');
      },
    });
    await broker().produce(topic, numbered(5));
    await until(() => ids().length === 4);
    expect(ids()).toEqual(['0', '1', '3', '4']);
  });

  test('I14: bytes that are no message are buried, and their neighbours are handled', async () => {
    const topic = await bench().topicOf();
    const whole = await broker().encode(topic, change('demo', 's_1'));
    const broken = { ...whole, value: Buffer.from('ffffffff', 'hex') };
    await broker().produceEncoded([whole, broken, await broker().encode(topic, change('demo', 's_2'))]);
    const { ids } = await bench().consuming(topic);
    await until(() => ids().length === 2);
    expect(ids()).toEqual(['s_1', 's_2']);
    const [letter] = await bench().wire(deadTopicOf(topic).name, 1);
    expect(letter?.headers.dead_reason).toBe('MESSAGE_UNREADABLE');
    if (letter) expect((await broker().exhume(letter)).value).toEqual(broken.value);
  });

  test('I6: nothing of an unreadable record shows in its dead letter: value, key and headers are sealed', async () => {
    const topic = await bench().topicOf();
    const value = Buffer.from('canary-of-a-patient');
    const headers = { ce_id: 'canary of a patient', name: 'canary-of-a-patient' };
    await broker().produceEncoded([{ topicName: topic.name, key: 'canary-of-a-patient', value, headers }]);
    await bench().consuming(topic);
    const [letter] = await bench().wire(deadTopicOf(topic).name, 1);
    const wire = JSON.stringify([letter?.key, letter?.headers, letter?.value.toString('utf8')]);
    expect(wire).not.toContain('canary');
    expect(wire).not.toContain(value.toString('base64').slice(0, -2));
    if (letter) expect(await broker().exhume(letter)).toEqual({ key: 'canary-of-a-patient', value, headers });
  });

  test('two groups both get all messages', async () => {
    const topic = await bench().topicOf();
    const [one, other] = await Promise.all([bench().consuming(topic), bench().consuming(topic)]);
    await broker().produce(topic, numbered(20));
    await until(() => one.ids().length === 20 && other.ids().length === 20);
  });

  test('two members of a group share its messages', async () => {
    const topic = await bench().topicOf();
    const one = await bench().consuming(topic);
    const other = await bench().consuming(topic, { group: one.group });
    const practices = Array.from({ length: 40 }, (_, i) => `practice-${i}`);
    const handled = () => new Set([...one.ids(), ...other.ids()]);
    await until(() => {
      // The second member has its share once it is handed something.
      broker()
        .produce(
          topic,
          practices.map((practice) => change(practice, practice)),
        )
        .catch(() => undefined);
      return one.ids().length > 0 && other.ids().length > 0;
    });
    await until(() => handled().size === practices.length);
  });

  test('I5: one practice’s failing handler does not hold up the practices of other partitions', async () => {
    const topic = await bench().topicOf();
    const { ids } = await bench().consuming(topic, {
      handle: async (messages) => {
        if (messages.some(({ practiceId }) => practiceId === 'ill'))
          throw new BloomError('HALAXY_UNREACHABLE');
      },
    });
    const keyOf = async (practice: string) => (await broker().encode(topic, change(practice, 'x'))).key;
    await broker().produce(topic, [change('ill', 'x')]);
    const others = Array.from({ length: 12 }, (_, i) => change(`well-${i}`, `well-${i}`));
    await broker().produce(topic, others);
    const wire = await bench().wire(topic.name, 13);
    const illKey = await keyOf('ill');
    const ill = wire.find(({ key }) => key === illKey)?.partition;
    const elsewhere = wire
      .filter(({ partition }) => partition !== ill)
      .map(({ value }) => topic.message.decode(value).id);
    expect(elsewhere.length).toBeGreaterThan(0);
    await until(() => elsewhere.every((id) => ids().includes(id)));
  });
}
