import { formatIso, formatTime } from '../calendar/format-time.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import type { LocationType } from '../halaxy/location-type.ts';
import type { ParticipantStatus } from '../halaxy/participant-status.ts';
import { clientInitials } from './client-initials.ts';
import { type ShownStatus, type Span, shownStatus } from './shown-status.ts';

/** An edit that is under way on what the view shows. */
export type PendingEdit = {
  readonly editId: string;
  readonly state: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly since: string;
};

/** What is derived from other sessions and referrals; null where it is not known or does not apply. */
export type SessionFigures = {
  readonly sessionNumber: number | null;
  readonly mhcpRemaining: number | null;
  readonly mhcpTotal: number | null;
  readonly relationshipMonths: number | null;
};

/** A session as it is stored, under our own ids, with the names and fields that go beside it. */
export type SessionFacts = Span & {
  readonly id: string;
  readonly appointmentId: string;
  readonly clientId: string;
  readonly client: { readonly givenName: string; readonly familyName: string } | undefined;
  readonly status: Pick<ParticipantStatus, 'meaning' | 'arrived'>;
  readonly locationType: LocationType;
  readonly comment: string | null;
  readonly presentingIssues: readonly string[];
  readonly figures: SessionFigures;
  readonly revision: number;
  readonly pending?: PendingEdit;
};

/** One item of `todaysSessions`. */
export type SessionView = SessionFigures & {
  readonly id: string;
  readonly appointmentId: string;
  readonly time: string;
  readonly start: string;
  readonly end: string;
  readonly clientInitials: string;
  readonly clientId: string;
  readonly presentingIssues: readonly string[];
  readonly status: ShownStatus;
  readonly arrived: boolean;
  readonly isUpNext: boolean;
  readonly locationType: LocationType;
  readonly comment: string | null;
  readonly revision: number;
  readonly pending?: PendingEdit;
};

/** No figures: what a view bears until they are worked out. */
export const noFigures: SessionFigures = {
  sessionNumber: null,
  mhcpRemaining: null,
  mhcpTotal: null,
  relationshipMonths: null,
};

/**
 * Puts a session's view together as it is at `nowMs`, in the practitioner's zone. Initials, never names: a client
 * whom we do not hold yet has none.
 *
 * @param upNextId the session that is up next that day, from `findUpNext`
 */
export function composeSessionView(
  facts: SessionFacts,
  at: { readonly nowMs: number; readonly zone: TimeZone; readonly upNextId: string | undefined },
): SessionView {
  return {
    id: facts.id,
    appointmentId: facts.appointmentId,
    time: formatTime(facts.startMs, at.zone),
    start: formatIso(facts.startMs, at.zone),
    end: formatIso(facts.endMs, at.zone),
    clientInitials: facts.client === undefined ? '' : clientInitials(facts.client),
    clientId: facts.clientId,
    sessionNumber: facts.figures.sessionNumber,
    presentingIssues: facts.presentingIssues,
    mhcpRemaining: facts.figures.mhcpRemaining,
    mhcpTotal: facts.figures.mhcpTotal,
    relationshipMonths: facts.figures.relationshipMonths,
    status: shownStatus(facts.status.meaning, facts, at.nowMs),
    arrived: facts.status.arrived,
    isUpNext: facts.id === at.upNextId,
    locationType: facts.locationType,
    comment: facts.comment,
    revision: facts.revision,
    ...(facts.pending === undefined ? {} : { pending: facts.pending }),
  };
}
