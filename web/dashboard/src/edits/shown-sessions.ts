import type { ShownSession } from '../live/session-list.ts';
import { timeInWords } from '../words/zoned-time.ts';
import { writableStatuses } from './draft.ts';
import { type Edits, isUnderWay } from './edits.ts';
import type { Fields } from './wish-of.ts';

/** A session in a row of the day, and whether the row stands there only for what is being written in it. */
export type RowSession = ShownSession & { readonly isGone?: boolean };

/**
 * A day's sessions with what the person wants of them laid over, by start. A session that left the day while
 * somebody writes in its row keeps the row: nothing that is typed goes because of what others do.
 *
 * @param place the day's page, as drafts name it
 * @param timezoneOf the zone that a session's times are told in
 */
export function shownSessions(
  sessions: readonly ShownSession[],
  edits: Edits,
  place: string,
  timezoneOf: (session: ShownSession) => string,
): RowSession[] {
  const here = new Set(sessions.map(({ id }) => id));
  const gone = [...edits.drafts.values()].flatMap((draft) =>
    draft.place === place && !here.has(draft.session.id) ? [{ ...draft.session, isGone: true }] : [],
  );
  const shown = sessions.map((session) => withOwnEdits(session, edits, timezoneOf(session)));
  return [...shown, ...gone].sort(
    (a, b) => Date.parse(a.start) - Date.parse(b.start) || (a.id < b.id ? -1 : 1),
  );
}

/** A session as the person's own edits make it, as far as it does not show them by itself. */
export function withOwnEdits(session: ShownSession, edits: Edits, timezone: string): ShownSession {
  // What is pending was laid over by Bloom already, together with what others asked for since.
  const taken = session.pending
    ? []
    : [...edits.known.values()]
        .filter(({ edit }) => edit.target.id === session.id && isUnderWay(edit))
        .map(({ edit }) => edit.fields);
  const outgoing = edits.outgoing
    .filter(({ draft, stage }) => draft.session.id === session.id && stage !== 'turned_away')
    .map(({ fields }) => fields);
  return [...taken, ...outgoing].reduce(
    (sofar: ShownSession, fields) => withFields(sofar, fields, timezone),
    session,
  );
}

function withFields(
  session: ShownSession,
  { comment, time, status }: Fields,
  timezone: string,
): ShownSession {
  const span = time as { start?: unknown; end?: unknown } | undefined;
  return {
    ...session,
    ...(typeof comment === 'string' ? { comment: comment === '' ? null : comment } : {}),
    ...(typeof span?.start === 'string' && typeof span.end === 'string'
      ? { start: span.start, end: span.end, time: timeInWords(span.start, timezone) }
      : {}),
    ...statusWanted(status),
  };
}

function statusWanted(status: unknown): Partial<ShownSession> {
  const wanted = writableStatuses.find((known) => known === status);
  if (wanted === undefined) return {};
  return wanted === 'arrived' ? { status: 'confirmed', arrived: true } : { status: wanted, arrived: false };
}
