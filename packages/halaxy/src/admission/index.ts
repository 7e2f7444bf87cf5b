export type { Admission } from './admission.ts';
export {
  type BudgetPolicy,
  gateWaitMs,
  halaxyBudget,
  type Lane,
  laneDebtMsMax,
  remainingForPeopleOnly,
  scarceForMs,
  tokenMs,
} from './budget.ts';
