import type { Origin, SessionDocument, SessionHistoryDocument } from '@bloom/store';

type Change = SessionHistoryDocument['changes'][number];

/** What a reader sees of a session, field by field; times as instants in UTC. */
const shownFields: Readonly<Record<string, (session: SessionDocument) => Change['value']>> = {
  start: ({ startMs }) => new Date(startMs).toISOString(),
  end: ({ endMs }) => new Date(endMs).toISOString(),
  status: ({ status }) => status.raw,
  comment: ({ comment }) => comment,
  locationType: ({ locationType }) => locationType,
  practitionerId: ({ practitionerId }) => practitionerId,
  deleted: ({ gone }) => gone,
};

/** What a read changed of a session that we held; undefined where no reader sees a difference. */
export function historyOf(
  before: SessionDocument,
  now: SessionDocument,
  origin: Origin,
): SessionHistoryDocument | undefined {
  const changes = Object.entries(shownFields).flatMap(([field, shown]): Change[] => {
    const change = { field, before: shown(before), value: shown(now) };
    return change.before === change.value ? [] : [change];
  });
  if (changes.length === 0) return undefined;
  const { practice, _id: sessionId } = now;
  // One entry a session and read, in the order of the reads' numbers.
  const _id = `${sessionId}|${String(origin.readNo).padStart(16, '0')}`;
  return { _id, practice, sessionId, ...origin, changes, at: new Date(origin.atMs) };
}
