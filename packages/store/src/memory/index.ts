export { createMemoryDashboardCache } from './memory-dashboard-cache.ts';
export { createMemoryStore } from './memory-store.ts';
