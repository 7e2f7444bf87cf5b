import type { CatalogueType, LocalDate, PostalAddress, StatusMeaning } from '@bloom/domain';

/** What every projected record bears: its practice, its counter, and whether Halaxy still has it. */
type Projected = {
  readonly _id: string;
  readonly practice: string;
  readonly halaxyId: string;
  /** Grows with every change that a reader could see. */
  readonly revision: number;
  readonly gone: boolean;
};

/** Our raw copy of one Halaxy record. `_id` = practice|type|id. */
export type MirrorDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly type: string;
  readonly rid: string;
  /** Grows with each save: what a save was decided upon must still stand. */
  readonly v: number;
  /** Canonical JSON; absent when Halaxy has the record no more. */
  readonly content?: string;
  readonly lastUpdatedMs?: number;
  /** Of an appointment: when it starts, milliseconds UTC. A meeting has no session that would tell. */
  readonly startMs?: number;
  readonly from: number;
  readonly to: number;
  /** When it was last read, milliseconds UTC. */
  readonly readAtMs: number;
  /** When it was found to be gone, milliseconds UTC. */
  readonly goneAtMs?: number;
  /** The place of the last of its edits that is known to be in Halaxy; absent = of none. */
  readonly settledSeq?: number;
  /** The edit that made it, and for which patient, by Halaxy's id. */
  readonly bornOf?: { readonly editId: string; readonly patientId: string | null };
};

/** What edits left on what is derived from a record. */
export type EditMarks = {
  /** The place of the last edit that it contains; absent = of none. */
  readonly settledSeq?: number;
  /** The edit that made it. */
  readonly bornOf?: string;
};

export type PractitionerDocument = Projected & {
  readonly displayName: string;
  readonly email: string | null;
  readonly active: boolean;
};

/** Which practitioner a role at a clinic is; null for an external contact. `_id` = practice|role id. */
export type RoleDocument = {
  readonly _id: string;
  readonly practice: string;
  readonly roleId: string;
  readonly practitionerId: string | null;
};

export type ClientDocument = Projected &
  EditMarks & {
    readonly givenName: string;
    readonly familyName: string;
    readonly preferredName: string | null;
    readonly birthDate: string | null;
    readonly email: string | null;
    readonly mobile: string | null;
    readonly phone: string | null;
    /** Halaxy's own word; absent in what was projected before it was. */
    readonly gender?: string | null;
    readonly address?: PostalAddress | null;
    /** The words of all names, by which people look for a client. */
    readonly nameWords?: readonly string[];
    readonly active: boolean;
    /** The client, by our id, whom Halaxy merged this one into: who is named by the old id is theirs. */
    readonly mergedInto?: string;
  };

/** One patient's part in one appointment. `halaxyId` is the appointment's. */
export type SessionDocument = Projected &
  EditMarks & {
    readonly appointmentId: string;
    readonly patientId: string;
    readonly clientId: string;
    /** Copied from the client, so that a day is read in one query. */
    readonly client: { readonly givenName: string; readonly familyName: string } | null;
    readonly roleId: string | null;
    readonly practitionerId: string | null;
    readonly startMs: number;
    readonly endMs: number;
    readonly status: {
      readonly raw: string | null;
      readonly meaning: StatusMeaning;
      readonly arrived: boolean;
    };
    readonly comment: string | null;
    readonly locationType: string;
    readonly invoiceId: string | null;
    /** The service and the fee, by Halaxy's ids in the catalogue. */
    readonly serviceId: string | null;
    readonly feeId: string | null;
    /** How many clients the appointment has. */
    readonly clients: number;
    /** The read that made it: where its first values come from. */
    readonly origin: Origin;
  };

/** Which read of Halaxy brought a value: what it was made for, its number, and when it was applied, milliseconds UTC. */
export type Origin = {
  readonly source: 'webhook' | 'sweep' | 'edit';
  /** Of source `edit`: whose carrying read it. */
  readonly editId?: string;
  readonly readNo: number;
  readonly atMs: number;
};

/** What one read changed of a session: what screens show, before and after. `_id` grows with time. */
export type SessionHistoryDocument = Origin & {
  readonly _id: string;
  readonly practice: string;
  readonly sessionId: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before: string | boolean | null;
    readonly value: string | boolean | null;
  }[];
  /** The same as a date, by which MongoDB forgets it. */
  readonly at: Date;
};

/** What figures need of an invoice. `_id` = practice|invoice id. Amounts in cents. */
export type InvoiceDocument = Projected & {
  readonly isQuote: boolean;
  readonly grossCents: number;
  readonly isPaid: boolean;
  /** Who pays, by Halaxy's id in the catalogue, where that is an organisation. */
  readonly organizationId: string | null;
};

/** Which session a line bills, and who funds it; the rest by Halaxy's ids. `_id` = practice|line id. */
export type InvoiceLineDocument = Projected & {
  readonly invoiceId: string;
  readonly appointmentId: string | null;
  /** The client it bills, by our id; null where it does not say. */
  readonly clientId: string | null;
  readonly funderId: string | null;
  readonly isVoid: boolean;
};

/** A client's referral. `_id` = practice|referral id; days are dates, both inclusive, null = open. */
export type ReferralDocument = Projected & {
  readonly clientId: string;
  readonly definitionId: string | null;
  readonly limit: number | null;
  readonly used: number;
  readonly start: LocalDate | null;
  readonly end: LocalDate | null;
};

/** What other records name: who pays, services, fees, kinds of referral. `_id` = practice|type|id. */
export type CatalogueDocument = Projected & {
  readonly type: CatalogueType;
  readonly name: string;
  readonly patientsMax: number | null;
  readonly priceCents: number | null;
};
