import type { PatientStatus, SessionsElsewhere } from '@bloom/domain';
import type { Sealed } from '@bloom/kit';

/** What every document of Bloom's own bears. `_id` = practice|id; `id` is of the client or practitioner it is about. */
export type OwnDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly id: string;
  /** Grows by one with each save; 1 = the first. */
  readonly revision: number;
};

/** What a practice keeps of a client that Halaxy has no place for. */
export type ClientOwnDocument = OwnDocument & {
  readonly presentingIssues: readonly string[];
  /** Sealed for its place; null = none. Read by nothing but the client's own route. */
  readonly privateNotes: Sealed | null;
  /** Rebated sessions used outside of the practice, and the calendar year they are of. */
  readonly sessionsElsewhere: SessionsElsewhere | null;
  /** How the client stands with the practice; absent = as usual. */
  readonly status?: PatientStatus;
  /** By field: clients merged into this one whose value was on the screen when it was saved, and counts no more. */
  readonly folded?: Readonly<Partial<Record<ClientOwnField, readonly string[]>>>;
};

export type ClientOwnField = 'presentingIssues' | 'privateNotes' | 'sessionsElsewhere' | 'status';

/**
 * What is kept of a client, for whoever shows or counts: what was kept of those whom Halaxy merged into them is theirs. Its
 * revision is the sum of all, so that it never falls with a merge (law I4).
 */
export type ClientOwnShown = OwnDocument &
  Pick<ClientOwnDocument, 'presentingIssues' | 'sessionsElsewhere' | 'status'>;

/** The same with private notes, each sealed for the client of whom they were written. */
export type ClientOwnKept = ClientOwnShown & {
  readonly notes: readonly { readonly clientId: string; readonly sealed: Sealed }[];
};

/** A practitioner's settings; dollars. Null = as usual: the practice's zone. */
export type PractitionerSettingsDocument = OwnDocument & {
  readonly weeklyRevenueTarget: number;
  readonly monthlyRevenueTarget: number;
  readonly maxSessions: number;
  readonly timezone: string | null;
};
