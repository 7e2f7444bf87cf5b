import type { LocalDate } from '../calendar/local-date.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import { localDateOf } from '../calendar/zoned-bounds.ts';
import type { StatusMeaning } from '../halaxy/participant-status.ts';
import { kindOfStatus, type Span, shownStatus } from './shown-status.ts';

export type UpNextCandidate = Span & { readonly id: string; readonly meaning: StatusMeaning };

/**
 * The id of the session that is up next among those of a day: the first open one that has not started, and of several
 * at once the one with the lowest id. Undefined where the day is not today in that zone.
 */
export function findUpNext(
  sessions: readonly UpNextCandidate[],
  day: { readonly date: LocalDate; readonly zone: TimeZone; readonly nowMs: number },
): string | undefined {
  if (localDateOf(day.nowMs, day.zone) !== day.date) return undefined;
  let next: UpNextCandidate | undefined;
  for (const session of sessions) {
    const open = kindOfStatus[shownStatus(session.meaning, session, day.nowMs)] === 'open';
    if (!open || session.startMs <= day.nowMs) continue;
    if (next === undefined || isBefore(session, next)) next = session;
  }
  return next?.id;
}

function isBefore(a: UpNextCandidate, b: UpNextCandidate): boolean {
  return a.startMs === b.startMs ? a.id < b.id : a.startMs < b.startMs;
}
