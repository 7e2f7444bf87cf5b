import type { ShownSession } from '../live/session-list.ts';
import { isoAt, wallTimeOf } from '../words/zoned-time.ts';

/** The statuses that a person can give a session. */
export const writableStatuses = [
  'scheduled',
  'confirmed',
  'arrived',
  'completed',
  'no_show',
  'cancelled',
] as const;

export type WritableStatus = (typeof writableStatuses)[number];

/** Where and on what a person began to write. */
export type Begun = {
  /** The session as it was shown then: what the person saw. */
  readonly session: ShownSession;
  /** The zone that its times are typed in. */
  readonly timezone: string;
  /** The day's page on which it was begun, where its row stays while it is open. */
  readonly place: string;
};

/** What a person is writing and has not asked to be saved yet. Only they change it or give it up. */
export type Draft = Begun & {
  /** Why it was not taken, in words for whoever typed it. */
  readonly fault?: string | undefined;
} & (
    | { readonly field: 'comment'; readonly text: string }
    | {
        readonly field: 'time';
        readonly start: string;
        readonly end: string;
        /** The end was not typed: it stays as long after the start as it was. */
        readonly endFollows: boolean;
      }
    | { readonly field: 'status'; readonly status: WritableStatus; readonly charge: boolean }
  );

export type DraftOf<Field extends Draft['field']> = Extract<Draft, { field: Field }>;

export function commentDraft(begun: Begun): DraftOf<'comment'> {
  return { ...begun, field: 'comment', text: begun.session.comment ?? '' };
}

export function timeDraft(begun: Begun): DraftOf<'time'> {
  const clock = (iso: string): string => wallTimeOf(iso, begun.timezone).clock;
  const { start, end } = begun.session;
  return { ...begun, field: 'time', start: clock(start), end: clock(end), endFollows: true };
}

export function statusDraft(begun: Begun, status: WritableStatus): DraftOf<'status'> {
  return { ...begun, field: 'status', status, charge: false };
}

/** With another start; the end keeps its distance until somebody types it. */
export function withStart(draft: DraftOf<'time'>, start: string): DraftOf<'time'> {
  const startMs = startOf({ ...draft, start });
  if (!draft.endFollows || Number.isNaN(startMs)) return { ...draft, start };
  const end = wallTimeOf(new Date(startMs + lengthOf(draft)).toISOString(), draft.timezone).clock;
  return { ...draft, start, end };
}

export function withEnd(draft: DraftOf<'time'>, end: string): DraftOf<'time'> {
  return { ...draft, end, endFollows: false };
}

/** How long the session was as the person saw it, in milliseconds. */
export function lengthOf({ session }: Draft): number {
  return Date.parse(session.end) - Date.parse(session.start);
}

function startOf({ session, start, timezone }: DraftOf<'time'>): number {
  const { date } = wallTimeOf(session.start, timezone);
  return /^\d{2}:\d{2}$/.test(start) ? Date.parse(isoAt({ date, clock: start }, timezone)) : Number.NaN;
}
