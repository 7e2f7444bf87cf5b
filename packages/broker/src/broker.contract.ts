import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { type Bench, type BrokerUnderTest, createBench } from './contract/bench.ts';
import { describeConsuming } from './contract/describe-consuming.ts';
import { describeProducing } from './contract/describe-producing.ts';
import { describeTailing } from './contract/describe-tailing.ts';

export type { BrokerUnderTest } from './contract/bench.ts';

/**
 * What every broker promises, whether it lives in this process or is Kafka. Each test has topics and groups of its
 * own, so that it may run beside others.
 *
 * @param make opens a broker; called once
 */
export function describeBroker(name: string, make: () => Promise<BrokerUnderTest>): void {
  describe(`broker: ${name}`, () => {
    let opened: BrokerUnderTest | undefined;
    let laid: Bench | undefined;
    const subject = (): BrokerUnderTest => {
      if (!opened) throw new Error('no broker was opened');
      return opened;
    };
    const bench = (): Bench => {
      if (!laid) throw new Error('no bench was laid');
      return laid;
    };
    beforeAll(async () => {
      opened = await make();
    });
    beforeEach(() => {
      laid = createBench(subject().broker);
    });
    afterEach(() => bench().close());
    afterAll(() => opened?.close());

    describe('producing', () => describeProducing(subject, bench));
    describe('consuming', () => describeConsuming(subject, bench));
    describe('a tail', () => describeTailing(subject, bench));
  });
}
