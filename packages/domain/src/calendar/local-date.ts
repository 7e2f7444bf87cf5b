/** A day of the calendar, `YYYY-MM-DD`, in no zone. Such dates compare as text. */
export type LocalDate = string & { readonly localDate: true };

const dayMs = 86_400_000;
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The day of that text, or undefined when there is no such day. Years 1000 to 9998. */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) || text > '9998-12-31') return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Engines roll 30 February over into March: such a day does not exist.
  return Number.isNaN(ms) || !sameDay(ms, text) ? undefined : (text as LocalDate);
}

/** The day so many days later, or earlier. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfUtc(utcOf(date) + days * dayMs);
}

/** The Monday and the Sunday of the week that a day is in. */
export function weekOf(date: LocalDate): { readonly monday: LocalDate; readonly sunday: LocalDate } {
  const sinceMonday = (new Date(utcOf(date)).getUTCDay() + 6) % 7;
  const monday = addDays(date, -sinceMonday);
  return { monday, sunday: addDays(monday, 6) };
}

/** The month that a day is in: first and last day, their number, "November" and "2026-11". */
export function monthOf(date: LocalDate) {
  const at = new Date(utcOf(date));
  const first = dateOfUtc(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
  const last = dateOfUtc(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0));
  return {
    first,
    last,
    days: Number(last.slice(8)),
    name: monthNames[at.getUTCMonth()] ?? '',
    yearAndMonth: date.slice(0, 7),
  };
}

/** Milliseconds UTC of a day's midnight as if it were in UTC. */
export function utcOf(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The day in UTC of an instant in milliseconds UTC. */
export function dateOfUtc(ms: number): LocalDate {
  return new Date(ms).toISOString().slice(0, 10) as LocalDate;
}

function sameDay(ms: number, text: string): boolean {
  return new Date(ms).toISOString().slice(0, 10) === text;
}
