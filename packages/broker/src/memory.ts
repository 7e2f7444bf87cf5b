export { createMemoryBroker, type MemoryBroker } from './memory/memory-broker.ts';
export type { MemoryControls } from './memory/memory-log.ts';
