import { addDays, type LocalDate, monthOf, utcOf, weekOf } from './local-date.ts';
import type { TimeZone } from './time-zone.ts';
import { wallClockAt } from './wall-clock.ts';

/** From the first instant on, up to but without the last; milliseconds UTC. */
export type Bounds = { readonly fromMs: number; readonly toMs: number };

const dayMs = 86_400_000;

/** The bounds of a day in a zone: 23, 24 or 25 hours where clocks change. The next day begins where it ends. */
export function dayBounds(date: LocalDate, zone: TimeZone): Bounds {
  return between(date, date, zone);
}

/** The bounds of the week, Monday to Sunday, that a day is in. */
export function weekBounds(date: LocalDate, zone: TimeZone): Bounds {
  const { monday, sunday } = weekOf(date);
  return between(monday, sunday, zone);
}

/** The bounds of the month that a day is in. */
export function monthBounds(date: LocalDate, zone: TimeZone): Bounds {
  const { first, last } = monthOf(date);
  return between(first, last, zone);
}

/** The bounds of the calendar year that a day is in. */
export function yearBounds(date: LocalDate, zone: TimeZone): Bounds {
  const year = date.slice(0, 4);
  return between(`${year}-01-01` as LocalDate, `${year}-12-31` as LocalDate, zone);
}

/** The day that the calendars of a zone show at an instant. */
export function localDateOf(ms: number, zone: TimeZone): LocalDate {
  return wallClockAt(ms, zone).date;
}

function between(first: LocalDate, last: LocalDate, zone: TimeZone): Bounds {
  return { fromMs: startOfDay(first, zone), toMs: startOfDay(addDays(last, 1), zone) };
}

/**
 * The first instant of a day. Its midnight is tried with the offsets of the day before and the day after; where clocks
 * leap over midnight there is none, and the day begins at the leap.
 */
function startOfDay(date: LocalDate, zone: TimeZone): number {
  const asUtc = utcOf(date);
  const candidates = [asUtc - dayMs, asUtc + dayMs].map((ms) => asUtc - wallClockAt(ms, zone).offsetMs);
  const midnights = candidates.filter((ms) => {
    const { date: shown, hour, minute, second } = wallClockAt(ms, zone);
    return shown === date && hour === 0 && minute === 0 && second === 0;
  });
  if (midnights.length > 0) return Math.min(...midnights);
  let [before, since] = [asUtc - 2 * dayMs, asUtc + 2 * dayMs];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (localDateOf(middle, zone) >= date) since = middle;
    else before = middle;
  }
  return since;
}
