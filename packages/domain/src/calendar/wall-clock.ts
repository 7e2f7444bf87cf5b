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

/** What is known of a zone. Formatters are dear to make, and to ask: clocks seldom change within a quarter of an hour. */
type KnownZone = {
  readonly formatter: Intl.DateTimeFormat;
  /** By quarters of an hour since 1970; undefined where clocks change within one. */
  readonly offsets: Map<number, number | undefined>;
};

/** Practices live in few zones, and look at few days; the bounds are for a caller who would try them all. */
const knownZones = new Map<TimeZone, KnownZone>();
const zonesMax = 64;
const quartersMax = 4_096;
const quarterMs = 15 * 60_000;

/** What the clocks of a zone show at an instant, in milliseconds UTC. */
export function wallClockAt(ms: number, zone: TimeZone): WallClock {
  const known = know(zone);
  const offsetMs = offsetOfQuarter(Math.floor(ms / quarterMs), known) ?? offsetAt(ms, known);
  const shown = new Date(ms + offsetMs);
  return {
    date: dateOfUtc(shown.getTime()),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    offsetMs,
  };
}

function offsetOfQuarter(quarter: number, known: KnownZone): number | undefined {
  const { offsets } = known;
  if (offsets.has(quarter)) return offsets.get(quarter);
  const first = offsetAt(quarter * quarterMs, known);
  const last = offsetAt((quarter + 1) * quarterMs - 1, known);
  const offset = first === last ? first : undefined;
  if (offsets.size >= quartersMax) offsets.clear();
  offsets.set(quarter, offset);
  return offset;
}

function offsetAt(ms: number, { formatter }: KnownZone): number {
  const parts = new Map<string, number>();
  for (const { type, value } of formatter.formatToParts(ms)) parts.set(type, Number(value));
  const part = (name: string) => parts.get(name) ?? 0;
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), hour, minute, second);
  return shown - Math.floor(ms / 1_000) * 1_000;
}

function know(zone: TimeZone): KnownZone {
  const held = knownZones.get(zone);
  if (held !== undefined) return held;
  const formatter = new Intl.DateTimeFormat('en-US', {
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
  if (knownZones.size >= zonesMax) knownZones.clear();
  const known = { formatter, offsets: new Map() };
  knownZones.set(zone, known);
  return known;
}
