import type { LocalDate } from '../calendar/local-date.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import type { Bounds } from '../calendar/zoned-bounds.ts';
import { kindOfStatus, type SessionKind, type Span, shownStatus } from '../dashboard/shown-status.ts';
import type { StatusMeaning } from '../halaxy/participant-status.ts';

/** A session as the figures count it: one client's part in one appointment. It belongs to the day of its start. */
export type FigureSession = Span & {
  readonly id: string;
  readonly clientId: string;
  readonly practitionerId: string;
  readonly meaning: StatusMeaning;
  /** Of an appointment that is for several clients, however many came. */
  readonly isGroup?: boolean;
  /** What was billed for it, by any ids that `Invoices` knows. */
  readonly invoiceIds: readonly string[];
  /** Its price by the list of fees, in cents: what an open one without an invoice is worth. */
  readonly feeCents?: number;
};

/** The day that was asked for in a practitioner's zone, and the instant it was asked at, milliseconds UTC. */
export type AskedDay = { readonly date: LocalDate; readonly zone: TimeZone; readonly nowMs: number };

/** How the figures count a session at that instant. */
export function kindAt(nowMs: number): (session: FigureSession) => SessionKind {
  return (session) => kindOfStatus[shownStatus(session.meaning, session, nowMs)];
}

/** Those that start within the bounds. */
export function startingWithin<S extends Span>(sessions: readonly S[], { fromMs, toMs }: Bounds): S[] {
  return sessions.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
}
