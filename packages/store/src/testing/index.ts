export { stores } from './stores.ts';
export * from './test-store.ts';
