export { type BreakerMode, type BreakerPolicy, type BreakerState, halaxyBreaker } from './breaker-state.ts';
export { type Circuit, createCircuit } from './circuit.ts';
export { credentialHash } from './credential-hash.ts';
export { createMemorySharedBreaker } from './memory-shared-breaker.ts';
export { type BreakerPhase, releasedPhase, type SharedBreaker } from './shared-breaker.ts';
