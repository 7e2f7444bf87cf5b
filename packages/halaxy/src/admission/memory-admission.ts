import type { Clock } from '@bloom/kit';
import type { Admission } from './admission.ts';
import { admit, type BudgetPolicy, closeGate, freshBudget, halaxyBudget, heedRemaining } from './budget.ts';

/** The admission of one process alone: the twin that tests use, true to the same decisions. */
export function createMemoryAdmission(clock: Clock, policy: BudgetPolicy = halaxyBudget): Admission {
  let budget = freshBudget;
  return {
    async tryAdmit(lane) {
      const answer = admit(budget, lane, clock.nowMs(), policy);
      if (answer.kind === 'wait') return { waitMs: answer.waitMs };
      budget = answer.next;
      return { readNo: budget.readNo };
    },
    async readCounter() {
      return budget.readNo;
    },
    async closeGate(retryAfterMs) {
      budget = closeGate(budget, clock.nowMs(), retryAfterMs);
    },
    async heedRemaining(remaining) {
      budget = heedRemaining(budget, clock.nowMs(), remaining);
    },
  };
}
