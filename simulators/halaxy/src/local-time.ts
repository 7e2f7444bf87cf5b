const HOUR_MS = 3_600_000;

/** Where a time is written from. Halaxy names no zones; it only writes offsets. */
export type Zone = 'sydney' | 'brisbane' | 'utc';

/** Minutes east of UTC at an instant. Sydney: +11:00 from October's to April's first Sunday, else +10:00. */
export function offsetMinutes(zone: Zone, atMs: number): number {
  if (zone === 'utc') return 0;
  if (zone === 'brisbane') return 600;
  const year = new Date(atMs).getUTCFullYear();
  // Both changes fall at 02:00 standard time on the Sunday, which is 16:00 UTC on the Saturday.
  const ends = firstSunday(year, 3) - 8 * HOUR_MS;
  const begins = firstSunday(year, 9) - 8 * HOUR_MS;
  return atMs >= ends && atMs < begins ? 600 : 660;
}

function firstSunday(year: number, month: number): number {
  const weekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - weekday) % 7));
}

/** `YYYY-MM-DDTHH:mm:ss±hh:mm` in a zone. */
export function writeTime(atMs: number, zone: Zone): string {
  const offset = offsetMinutes(zone, atMs);
  const local = new Date(atMs + offset * 60_000).toISOString().slice(0, 19);
  const hours = String(Math.floor(offset / 60)).padStart(2, '0');
  return `${local}+${hours}:${String(offset % 60).padStart(2, '0')}`;
}

/** `YYYY-MM-DD` of an instant in a zone. */
export function writeDay(atMs: number, zone: Zone): string {
  return writeTime(atMs, zone).slice(0, 10);
}

/** The instant of a local wall-clock time. Times that the October change skips land an hour later. */
export function atLocal(day: string, hour: number, minute: number, zone: Zone): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS + minute * 60_000;
  const guess = asUtc - offsetMinutes(zone, asUtc) * 60_000;
  return asUtc - offsetMinutes(zone, guess) * 60_000;
}
