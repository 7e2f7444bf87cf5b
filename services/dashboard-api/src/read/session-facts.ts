import { type LocationType, noFigures, type SessionFacts, type SessionFigures } from '@bloom/domain';
import type { SessionDocument } from '@bloom/store';

/** A stored session as the domain composes it. Issues are not known yet: they are empty. */
export function sessionFacts(session: SessionDocument, figures: SessionFigures = noFigures): SessionFacts {
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
    presentingIssues: [],
    figures,
    revision: session.revision,
  };
}
