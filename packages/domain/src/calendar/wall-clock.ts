import { dateOfUtc, type LocalDate } from './local-date.ts';
import type { TimeZone } from './time-zone.ts';

/** What the clocks of a zone show at an instant. */
export type WallClock = {
  readonly date: LocalDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** How far they are ahead of UTC. */
  readonly offsetMs: number;
};

/** Formatters are dear to make. Practices live in few zones; the bound is for a caller who would try them all. */
const formatters = new Map<TimeZone, Intl.DateTimeFormat>();
const formattersMax = 64;

/** What the clocks of a zone show at an instant, in milliseconds UTC. */
export function wallClockAt(ms: number, zone: TimeZone): WallClock {
  const parts = new Map<string, number>();
  for (const { type, value } of formatterOf(zone).formatToParts(ms)) parts.set(type, Number(value));
  const part = (name: string) => parts.get(name) ?? 0;
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), hour, minute, second);
  return { date: dateOfUtc(shown), hour, minute, second, offsetMs: shown - Math.floor(ms / 1_000) * 1_000 };
}

function formatterOf(zone: TimeZone): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (formatters.size >= formattersMax) formatters.clear();
  formatters.set(zone, made);
  return made;
}
