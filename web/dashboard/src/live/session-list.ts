import type { SessionItem, SessionOnScreen, ShownChange } from '@bloom/contracts';

export type ShownSession = SessionItem & { readonly practitionerId?: string | null };

/** The sessions of one day, and the newest revision known of every session, gone ones too. */
export type SessionList = {
  readonly sessions: ReadonlyMap<string, ShownSession>;
  readonly revisions: ReadonlyMap<string, number>;
};

/** Whether a row is a booking on its way: it has no session yet, and nothing of it can be changed. */
export function isBooking(id: string): boolean {
  return id.startsWith('edit:');
}

/**
 * A day as it was loaded, with the changes that came while it was loading. What the load already
 * contained is recognised by its revision, so the order of arrival does not matter.
 */
export function listFromSnapshot(
  items: readonly ShownSession[],
  changesSince: readonly ShownChange[],
  date: string,
): SessionList {
  const loaded: SessionList = {
    sessions: new Map(items.map((item) => [item.id, item])),
    revisions: new Map(items.map(({ id, revision }) => [id, revision])),
  };
  return changesSince.reduce(
    (list, change) => applyChange(withoutReplaced(list, change.replaces), change, date),
    loaded,
  );
}

/**
 * Folds one change into a day. A revision that is not above the one known changes nothing; a view that is
 * null or of another day takes the session off this one, and its revision stays known, so that a late
 * frame does not bring it back.
 */
export function applyChange(list: SessionList, change: ShownChange, date: string): SessionList {
  if (change.kind !== 'session') return list;
  if (change.revision <= (list.revisions.get(change.id) ?? -1)) return list;
  const sessions = new Map(list.sessions);
  if (isSessionView(change.view) && change.view.date === date) sessions.set(change.id, change.view);
  else sessions.delete(change.id);
  return { sessions, revisions: new Map(list.revisions).set(change.id, change.revision) };
}

/** Without the row of an edit that has come to be a record; a late frame does not bring it back. */
export function withoutReplaced(list: SessionList, replaced: string | undefined): SessionList {
  if (replaced === undefined) return list;
  const sessions = new Map(list.sessions);
  sessions.delete(replaced);
  return { sessions, revisions: new Map(list.revisions).set(replaced, Number.POSITIVE_INFINITY) };
}

/** As they stand on the page: by start, and by id where two start at once. */
export function inOrder(list: SessionList): ShownSession[] {
  return [...list.sessions.values()].sort(
    (a, b) => Date.parse(a.start) - Date.parse(b.start) || (a.id < b.id ? -1 : 1),
  );
}

/** Whether a view holds what the page cannot do without. */
export function isSessionView(view: ShownChange['view']): view is SessionOnScreen & Record<string, unknown> {
  return (
    view !== null &&
    ['id', 'date', 'start', 'time', 'status', 'clientInitials'].every(
      (name) => typeof view[name] === 'string',
    ) &&
    typeof view.revision === 'number'
  );
}
