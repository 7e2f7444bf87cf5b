import { type LocalDate, parseLocalDate } from '../calendar/local-date.ts';

/** The date itself, null when there is none, undefined when it is no date. */
export function readDate(written: unknown): LocalDate | null | undefined {
  if (written === undefined || written === null || written === '') return null;
  return typeof written === 'string' ? parseLocalDate(written) : undefined;
}
