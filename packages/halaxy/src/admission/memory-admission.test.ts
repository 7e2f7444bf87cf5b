import { systemClock } from '@bloom/kit';
import { describeAdmission } from './admission.contract.ts';
import { createMemoryAdmission } from './memory-admission.ts';

describeAdmission('in memory', async (policy, pods) => {
  const shared = createMemoryAdmission(systemClock, policy);
  return Array.from({ length: pods }, () => shared);
});
