import { dayBounds } from '../calendar/zoned-bounds.ts';
import type { Span } from '../dashboard/shown-status.ts';
import type { AskedDay } from './figure-session.ts';

/**
 * Until when figures stand that were worked out now, milliseconds UTC, if nothing changes at Halaxy: the next start or
 * end of a session, or the end of the day there, whichever is first.
 */
export function figuresHoldUntil(
  sessions: readonly Span[],
  { zone, nowMs, today }: Pick<AskedDay, 'zone' | 'nowMs'> & { readonly today: AskedDay['date'] },
): number {
  let untilMs = dayBounds(today, zone).toMs;
  for (const { startMs, endMs } of sessions)
    for (const edgeMs of [startMs, endMs]) if (edgeMs > nowMs && edgeMs < untilMs) untilMs = edgeMs;
  return untilMs;
}
