import { systemClock } from '@bloom/kit';
import { createMemorySharedBreaker } from './memory-shared-breaker.ts';
import { describeSharedBreaker } from './shared-breaker.contract.ts';

describeSharedBreaker('in memory', async (pods) => {
  const shared = createMemorySharedBreaker(systemClock);
  return Array.from({ length: pods }, () => shared);
});
