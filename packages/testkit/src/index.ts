export { createTestClock, type TestClock } from './test-clock.ts';
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
