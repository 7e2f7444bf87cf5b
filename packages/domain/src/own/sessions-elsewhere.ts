import type { LocalDate } from '../calendar/local-date.ts';

/** Rebated sessions that a client used with somebody outside of the practice, as the client told, in a calendar year. */
export type SessionsElsewhere = { readonly year: number; readonly count: number };

/** How many of them the calendar year of a day counts: what was told of another year says nothing of this one. */
export function usedElsewhere(told: SessionsElsewhere | null | undefined, date: LocalDate): number {
  return told && String(told.year) === date.slice(0, 4) ? told.count : 0;
}
