/** The name of a zone of the tz database that this machine knows. */
export type TimeZone = string & { readonly timeZone: true };

/** The zone of that name, or undefined when there is none: the only way to a `TimeZone`. */
export function parseTimeZone(name: string): TimeZone | undefined {
  // A bare offset would pass for a zone and know no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    new Intl.DateTimeFormat('en-AU', { timeZone: name });
    return name as TimeZone;
  } catch {
    return undefined;
  }
}
