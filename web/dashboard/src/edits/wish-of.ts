import type { ShownSession } from '../live/session-list.ts';
import { isoAt, isoIn, wallTimeOf } from '../words/zoned-time.ts';
import { type Draft, type DraftOf, lengthOf, type WritableStatus } from './draft.ts';

/** A change of a session as `PATCH /sessions/{id}` takes it. */
export type SessionPatch = {
  readonly comment?: string;
  readonly start?: string;
  readonly end?: string;
  readonly status?: WritableStatus;
  readonly charge?: boolean;
  /** What the person saw of what they change: whatever Halaxy has else by then is not overwritten. */
  readonly base: {
    readonly comment?: string | null;
    readonly start?: string;
    readonly end?: string;
    readonly status?: ShownSession['status'] | 'arrived';
    readonly arrived?: boolean;
  };
};

/** What is wanted, by field, as an edit tells it. */
export type Fields = Readonly<Record<string, unknown>>;

export type Wish =
  | { readonly kind: 'wanted'; readonly patch: SessionPatch; readonly fields: Fields }
  /** It is so already. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'fault'; readonly words: string };

const nothing: Wish = { kind: 'nothing' };

/** What a draft asks for, measured against what its writer saw. */
export function wishOf(draft: Draft): Wish {
  switch (draft.field) {
    case 'comment':
      return comment(draft);
    case 'time':
      return time(draft);
    case 'status':
      return status(draft);
  }
}

/** A session's status as one may be given: somebody who came has arrived. */
export function statusSeen({ status, arrived }: ShownSession): ShownSession['status'] | 'arrived' {
  return arrived ? 'arrived' : status;
}

function comment({ session, text }: DraftOf<'comment'>): Wish {
  const wanted = text.trim();
  if (wanted === (session.comment ?? '').trim()) return nothing;
  return {
    kind: 'wanted',
    patch: { comment: wanted, base: { comment: session.comment } },
    fields: { comment: wanted },
  };
}

function time(draft: DraftOf<'time'>): Wish {
  const { session, timezone } = draft;
  if (!isClock(draft.start) || !isClock(draft.end))
    return { kind: 'fault', words: 'Give the start and the end as times of day, such as 9:30 am.' };
  const { date } = wallTimeOf(session.start, timezone);
  const start = isoAt({ date, clock: draft.start }, timezone);
  const end = draft.endFollows
    ? isoIn(timezone, Date.parse(start) + lengthOf(draft))
    : isoAt({ date, clock: draft.end }, timezone);
  if (Date.parse(end) <= Date.parse(start))
    return { kind: 'fault', words: 'The end has to be after the start.' };
  const moves = Date.parse(start) !== Date.parse(session.start);
  const ends = Date.parse(end) !== Date.parse(session.end);
  if (!moves && !ends) return nothing;
  return {
    kind: 'wanted',
    patch: {
      ...(moves ? { start } : {}),
      // A start alone keeps the length, whatever that has become meanwhile.
      ...(draft.endFollows ? {} : { end }),
      base: { start: session.start, end: session.end },
    },
    fields: { time: { start, end } },
  };
}

function status({ session, status, charge }: DraftOf<'status'>): Wish {
  const seen = statusSeen(session);
  if (status === seen) return nothing;
  return {
    kind: 'wanted',
    patch: {
      status,
      ...(status === 'cancelled' ? { charge } : {}),
      base: { status: seen, arrived: session.arrived },
    },
    fields: { status },
  };
}

function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
