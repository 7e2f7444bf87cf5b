import { addDays, weekOf } from '../calendar/local-date.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import { dayBounds, localDateOf } from '../calendar/zoned-bounds.ts';

/** Whether a practice's webhooks reach us: unknown until one was heard, or should have been. */
export type SilenceState = 'ok' | 'silent' | 'unknown';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** So much working time without any webhook, though something changed, is no accident. */
const silentMs = 4 * hourMs;
/** Halaxy's clock may be ahead of ours: a change heard at once may bear a later time than its webhook. */
const skewMs = minuteMs;
/** A webhook is on its way so long. */
const deliveryMs = 10 * minuteMs;
/** Working time is not counted over more days: by then it is more than enough. */
const daysMax = 14;

/**
 * Decides whether webhooks have fallen silent: Halaxy changed something since one was last heard, as sweeps found, and
 * that was four working hours ago or more. Nights and Sundays are quiet by themselves, and so is a practice where
 * nothing changes. Pure.
 *
 * @param lastHeardMs when any webhook was heard last; undefined = never
 * @param connectedAtMs since when there was something to hear, milliseconds UTC like all of these
 * @param changesMs times of changes that sweeps have seen, of types that webhooks tell of
 */
export function decideSilence(known: {
  readonly lastHeardMs: number | undefined;
  readonly connectedAtMs: number;
  readonly changesMs: readonly number[];
  readonly nowMs: number;
  readonly zone: TimeZone;
}): SilenceState {
  const { lastHeardMs, connectedAtMs, changesMs, nowMs, zone } = known;
  const sinceMs = lastHeardMs ?? connectedAtMs;
  const unheard = changesMs.some((ms) => ms > sinceMs + skewMs && ms <= nowMs - deliveryMs);
  if (unheard && workingMs(sinceMs, nowMs, zone) >= silentMs) return 'silent';
  return lastHeardMs === undefined ? 'unknown' : 'ok';
}

/** Working time between two instants, milliseconds: Monday to Saturday, eight to eighteen by the zone's clocks. */
export function workingMs(fromMs: number, toMs: number, zone: TimeZone): number {
  let sum = 0;
  const last = localDateOf(toMs, zone);
  let date = localDateOf(fromMs, zone);
  for (let days = 0; date <= last && days < daysMax; days += 1) {
    if (date !== weekOf(date).sunday) {
      // From the day's end: clocks change in the small hours.
      const endMs = dayBounds(date, zone).toMs;
      const [opensMs, closesMs] = [endMs - 16 * hourMs, endMs - 6 * hourMs];
      sum += Math.max(0, Math.min(toMs, closesMs) - Math.max(fromMs, opensMs));
    }
    date = addDays(date, 1);
  }
  return sum;
}
