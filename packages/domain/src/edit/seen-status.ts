import { type Span, shownStatus } from '../dashboard/shown-status.ts';
import type { ParticipantStatus } from '../halaxy/participant-status.ts';
import type { StatusSeen } from './status-wish.ts';

/** A session's status as a person sees it at that moment; a patient who has come is seen before what the clock says. */
export function seenStatus(
  { meaning, arrived }: Pick<ParticipantStatus, 'meaning' | 'arrived'>,
  span: Span,
  nowMs: number,
): StatusSeen {
  return arrived && meaning === 'confirmed' ? 'arrived' : shownStatus(meaning, span, nowMs);
}
