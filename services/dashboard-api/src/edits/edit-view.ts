import type { EditView } from '@bloom/contracts';
import { conflictWords, formatIso, type Span, type TimeZone, unsavedWords } from '@bloom/domain';
import type { EditDocument } from '@bloom/store';

const iso = (ms: number): string => new Date(ms).toISOString();

/** An edit as people are told of it; times in their zone. */
export function editView(edit: EditDocument, zone: TimeZone): EditView {
  const { _id: id, entityId, wish, state, by, createdAtMs, endedAtMs, outcome, retryOf, seenAtMs, v } = edit;
  const isPerson = wish.kind === 'patient' || wish.kind === 'registration';
  const reason = reasonOf(edit);
  const isOver = endedAtMs !== null;
  return {
    id,
    target: { kind: isPerson ? 'patient' : 'session', id: entityId },
    state,
    fields: fieldsOf(edit, zone),
    by,
    since: iso(createdAtMs),
    ...(isOver ? { endedAt: iso(endedAtMs) } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(outcome && isOver ? { saved: [...outcome.saved] } : {}),
    ...(outcome && outcome.lost.length > 0
      ? {
          lost: outcome.lost.map(({ field, yours, theirs }) => ({
            field,
            yours: shownValue(field, yours, zone),
            theirs: shownValue(field, theirs, zone),
          })),
        }
      : {}),
    ...(retryOf === null ? {} : { retryOf }),
    ...(seenAtMs === null ? {} : { seenAt: iso(seenAtMs) }),
    revision: v,
  };
}

function reasonOf({ state, reason, wish, outcome }: EditDocument): string | undefined {
  if (state === 'conflict' && outcome)
    return conflictWords(
      outcome.lost.map(({ field }) => field),
      outcome.saved,
    );
  return reason === null ? undefined : unsavedWords(reason, wish.kind);
}

function fieldsOf({ wish }: EditDocument, zone: TimeZone): Record<string, unknown> {
  if (wish.kind !== 'booking')
    return Object.fromEntries(
      Object.entries(wish.change).map(([field, value]) => [field, shownValue(field, value, zone)]),
    );
  const { clientId: patientId, practitionerId, locationType, ...span } = wish.change;
  return { patientId, practitionerId, locationType, time: shownSpan(span, zone) };
}

/** A value as the API writes it. */
function shownValue(field: string, value: unknown, zone: TimeZone): unknown {
  if (field === 'time' && isSpan(value)) return shownSpan(value, zone);
  // What Halaxy has of a status is one word; what is wished has its charge beside it, where that means something.
  if (field === 'status' && typeof value === 'object' && value !== null && 'status' in value)
    return value.status;
  return value;
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'startMs' in value && 'endMs' in value;
}

function shownSpan({ startMs, endMs }: Span, zone: TimeZone): { start: string; end: string } {
  return { start: formatIso(startMs, zone), end: formatIso(endMs, zone) };
}
