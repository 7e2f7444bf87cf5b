import type { ShownSession } from './session-list.ts';

const open: ReadonlySet<string> = new Set(['scheduled', 'confirmed', 'in_progress']);

/**
 * The session that is up next: the first open one that has not started, today only. Time passing changes
 * it without any message, so the page works it out and does not keep what the server said.
 */
export function upNext(
  ordered: readonly ShownSession[],
  day: { isToday: boolean; nowMs: number },
): string | undefined {
  if (!day.isToday) return undefined;
  return ordered.find(({ status, start }) => open.has(status) && Date.parse(start) > day.nowMs)?.id;
}
