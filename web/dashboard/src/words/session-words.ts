import type { ShownSession } from '../live/session-list.ts';

type Status = ShownSession['status'];

export const statusWords: Readonly<Record<Status, string>> = {
  scheduled: 'Scheduled',
  confirmed: 'Confirmed',
  in_progress: 'In progress',
  completed: 'Completed',
  no_show: 'Did not attend',
  cancelled: 'Cancelled',
  needs_review: 'Needs review',
};

/** A session's status as people say it; who has arrived is told until it is under way. */
export function statusInWords({ status, arrived }: ShownSession): string {
  const waits = status === 'scheduled' || status === 'confirmed';
  return arrived && waits ? `${statusWords[status]}, arrived` : statusWords[status];
}

/** Called off or missed: it stays on the day, struck through. */
export function isOut({ status }: Pick<ShownSession, 'status'>): boolean {
  return status === 'cancelled' || status === 'no_show';
}

/** What a change did to a session on this day, as one sentence. */
export function describeChange(before: ShownSession | undefined, after: ShownSession | undefined): string {
  if (!after) return before ? `${before.clientInitials} at ${before.time} is no longer on this day.` : '';
  const who = `${after.clientInitials} at ${after.time}`;
  if (!before) return `${who} was added.`;
  if (before.start !== after.start)
    return `${after.clientInitials} moved from ${before.time} to ${after.time}.`;
  if (statusInWords(before) !== statusInWords(after))
    return `${who}: now ${statusInWords(after).toLowerCase()}.`;
  if (before.comment !== after.comment) return `${who}: the comment changed.`;
  // That somebody's edit is under way, or no longer, is told in the row.
  if (isSameButForPending(before, after)) return '';
  return `${who} was updated.`;
}

function isSameButForPending(before: ShownSession, after: ShownSession): boolean {
  const bare = ({ pending, revision, ...rest }: ShownSession) => Object.entries(rest);
  const known = new Map<string, unknown>(bare(before));
  // A day as it is loaded names fewer fields than a frame: what only one of them has is no change.
  return (
    (before.pending?.editId !== after.pending?.editId || before.pending?.state !== after.pending?.state) &&
    bare(after).every(
      ([name, value]) => !known.has(name) || JSON.stringify(known.get(name)) === JSON.stringify(value),
    )
  );
}
