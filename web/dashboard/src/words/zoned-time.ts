/** What clocks of a zone show: a date as YYYY-MM-DD, and a time of day as HH:MM. */
export type WallTime = { readonly date: string; readonly clock: string };

const withOffset = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::[\d.]+)?[+-]\d{2}:\d{2}$/;
const minuteMs = 60_000;

/** What the clocks show at an instant. One that is written with an offset is read as its writer's clocks showed it. */
export function wallTimeOf(iso: string, timezone: string): WallTime {
  const [, date, clock] = withOffset.exec(iso) ?? [];
  if (date !== undefined && clock !== undefined) return { date, clock };
  const ms = Date.parse(iso);
  return wallTimeAt(ms, offsetMinutes(ms, timezone));
}

/** The instant at which clocks of a zone show this, in ISO 8601 with the zone's offset. */
export function isoAt({ date, clock }: WallTime, timezone: string): string {
  const wallMs = Date.parse(`${date}T${clock}:00Z`);
  // The offset is the one of the instant, which only the offset gives: twice is enough around a change of clocks.
  const about = wallMs - offsetMinutes(wallMs, timezone) * minuteMs;
  const minutes = offsetMinutes(about, timezone);
  return `${date}T${clock}:00${offsetInWords(minutes)}`;
}

/** An instant in ISO 8601 with the offset of a zone. */
export function isoIn(timezone: string, ms: number): string {
  const minutes = offsetMinutes(ms, timezone);
  const { date, clock } = wallTimeAt(ms, minutes);
  return `${date}T${clock}:00${offsetInWords(minutes)}`;
}

/** 9:00 AM, as sessions are told. */
export function timeInWords(iso: string, timezone: string): string {
  const { clock } = wallTimeOf(iso, timezone);
  const hour = Number(clock.slice(0, 2));
  return `${hour % 12 || 12}${clock.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`;
}

function wallTimeAt(ms: number, minutes: number): WallTime {
  const shown = new Date(ms + minutes * minuteMs).toISOString();
  return { date: shown.slice(0, 10), clock: shown.slice(11, 16) };
}

/** How far a zone's clocks are ahead of UTC. */
function offsetMinutes(ms: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((shown - Math.floor(ms / minuteMs) * minuteMs) / minuteMs);
}

function offsetInWords(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const away = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}
