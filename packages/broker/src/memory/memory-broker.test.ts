import { describeBroker } from '../broker.contract.ts';
import { createMemoryBroker } from './memory-broker.ts';

describeBroker('in memory', async () => {
  const broker = createMemoryBroker();
  return { broker, away: broker.away, close: broker.close };
});
