import { systemClock } from '@bloom/kit';
import { createMemoryStore } from '../memory/memory-store.ts';
import { openTestStore, type TestStore } from './test-store.ts';

/** What each contract of the store is held to on: the real thing, and its twin in memory. */
export const stores: readonly (readonly [string, () => Promise<TestStore>])[] = [
  ['in MongoDB', openTestStore],
  ['in memory', async () => ({ ...createMemoryStore({ clock: systemClock }), drop: async () => {} })],
];
