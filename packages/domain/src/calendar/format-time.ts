import type { TimeZone } from './time-zone.ts';
import { wallClockAt } from './wall-clock.ts';

/** "9:00 AM": the time of day of an instant (milliseconds UTC) in a zone, as the dashboard shows it. */
export function formatTime(ms: number, zone: TimeZone): string {
  const { hour, minute } = wallClockAt(ms, zone);
  return `${hour % 12 || 12}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** "2026-11-23T09:00:00+11:00": an instant in ISO 8601 with the offset of a zone, to the second. */
export function formatIso(ms: number, zone: TimeZone): string {
  const { date, hour, minute, second, offsetMs } = wallClockAt(ms, zone);
  const offset = Math.round(Math.abs(offsetMs) / 60_000);
  const written = `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(second)}${written}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
