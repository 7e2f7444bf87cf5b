import type { StatusMeaning } from '../halaxy/participant-status.ts';

/** A session's status as people see it. */
export type ShownStatus =
  | 'scheduled'
  | 'confirmed'
  | 'in_progress'
  | 'completed'
  | 'no_show'
  | 'cancelled'
  | 'needs_review';

/** How the figures count a session. */
export type SessionKind = 'open' | 'held' | 'out' | 'needs_review';

/** When a session is, milliseconds UTC. */
export type Span = { readonly startMs: number; readonly endMs: number };

/** What each status counts as. */
export const kindOfStatus = {
  scheduled: 'open',
  confirmed: 'open',
  in_progress: 'open',
  completed: 'held',
  no_show: 'out',
  cancelled: 'out',
  needs_review: 'needs_review',
} as const satisfies Record<ShownStatus, SessionKind>;

/**
 * The status to show at `nowMs`. What is over for Halaxy stands as Halaxy says. A session not yet attended is in
 * progress from its start up to its end, then wants a look; a code that we do not know is scheduled while it is in the
 * future, and wants a look after that: it is never counted as completed.
 */
export function shownStatus(meaning: StatusMeaning, { startMs, endMs }: Span, nowMs: number): ShownStatus {
  switch (meaning) {
    case 'completed':
    case 'no_show':
    case 'cancelled':
      return meaning;
    case 'unknown':
      return nowMs < startMs ? 'scheduled' : 'needs_review';
    case 'scheduled':
    case 'confirmed':
      if (nowMs < startMs) return meaning;
      return nowMs < endMs ? 'in_progress' : 'needs_review';
  }
}
