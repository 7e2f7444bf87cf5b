export type { Admission } from './admission/admission.ts';
export {
  admit,
  type Budget,
  type BudgetPolicy,
  closeGate,
  freshBudget,
  halaxyBudget,
  heedRemaining,
  type Lane,
  laneReserve,
} from './admission/budget.ts';
export { createMemoryAdmission } from './admission/memory-admission.ts';
export type { Resource } from './answer/classify-answer.ts';
export type { BreakerMode, BreakerPolicy, BreakerState } from './breaker/breaker-state.ts';
export type { Circuit } from './breaker/circuit.ts';
export { credentialHash } from './breaker/credential-hash.ts';
export { createMemorySharedBreaker } from './breaker/memory-shared-breaker.ts';
export { type BreakerPhase, releasedPhase, type SharedBreaker } from './breaker/shared-breaker.ts';
export { type CallClass, connectHalaxy, type Halaxy, type HalaxyOptions } from './connect-halaxy.ts';
export { type HalaxyReader, idsPerBatchMax, type Read, type ReadPage } from './read/create-reader.ts';
export { createMemoryTokenVault } from './token/memory-token-vault.ts';
export type { HeldToken, TokenVault } from './token/token-manager.ts';
export type { HalaxyWriter, WriteOptions } from './write/create-writer.ts';
