import { type LocationType, noFigures, type SessionFacts, type SessionFigures } from '@bloom/domain';
import type { ClientOwnShown, SessionDocument } from '@bloom/store';

/**
 * A stored session as the domain composes it, with what is kept of its client. Its revision is the sum of both counters,
 * which only grow: whatever of it changes, it grows.
 */
export function sessionFacts(
  session: SessionDocument,
  figures: SessionFigures = noFigures,
  own?: Pick<ClientOwnShown, 'presentingIssues' | 'revision'>,
): SessionFacts {
  return {
    id: session._id,
    appointmentId: session.appointmentId,
    clientId: session.clientId,
    client: session.client ?? undefined,
    startMs: session.startMs,
    endMs: session.endMs,
    status: session.status,
    // Written from the domain's own reading of the appointment.
    locationType: session.locationType as LocationType,
    comment: session.comment,
    presentingIssues: own?.presentingIssues ?? [],
    figures,
    revision: session.revision + (own?.revision ?? 0),
  };
}
