import type { ShownSession } from './session-list.ts';

const open: ReadonlySet<string> = new Set(['scheduled', 'confirmed', 'in_progress']);

/**
 * The session that is up next: the first open one that has not started. Time passing changes
 * it without any message, so the page works it out and does not keep what the server said.
 */
export function upNext(ordered: readonly ShownSession[], nowMs: number): string | undefined {
  return ordered.find(({ status, start }) => open.has(status) && Date.parse(start) > nowMs)?.id;
}
