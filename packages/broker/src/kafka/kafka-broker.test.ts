import { randomBytes } from 'node:crypto';
import { createSealer, localKms } from '@bloom/kit';
import { jest } from '@jest/globals';
import { describeBroker } from '../broker.contract.ts';
import { connectBroker } from './connect-broker.ts';

const brokers = process.env.BLOOM_TEST_KAFKA_BROKERS?.split(',');

jest.setTimeout(60_000);

if (brokers)
  describeBroker('Kafka', async () => {
    const broker = connectBroker(
      { brokers, clientId: 'contract' },
      {
        idKey: randomBytes(32),
        sealer: createSealer(localKms(new Map([['test', randomBytes(32)]]))),
        source: 'test',
      },
    );
    return { broker, close: broker.close };
  });
else
  test.skip('broker: Kafka (BLOOM_TEST_KAFKA_BROKERS is not set: `make test` starts one)', () => undefined);
