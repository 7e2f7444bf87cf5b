import {
  type LocationType,
  noFigures,
  overlaySession,
  type SessionFacts,
  type SessionFigures,
} from '@bloom/domain';
import type { ClientOwnShown, SessionDocument } from '@bloom/store';
import type { Pending } from './pending-edits.ts';

/**
 * A stored session as the domain composes it, with what is kept of its client and its edits laid over it. Its revision is
 * the sum of three counters, which only grow: whatever of it changes, it grows.
 */
export function sessionFacts(
  session: SessionDocument,
  {
    figures = noFigures,
    own,
    pending,
  }: {
    readonly figures?: SessionFigures | undefined;
    readonly own?: Pick<ClientOwnShown, 'presentingIssues' | 'revision'> | undefined;
    readonly pending?: Pick<Pending, 'counterOf' | 'sessionEditsOf'>;
  } = {},
): SessionFacts {
  const { appointmentId } = session;
  const facts: SessionFacts = {
    id: session._id,
    appointmentId,
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
    revision: session.revision + (own?.revision ?? 0) + (pending?.counterOf(appointmentId) ?? 0),
  };
  return overlaySession(facts, session.settledSeq ?? 0, pending?.sessionEditsOf(appointmentId) ?? []);
}
