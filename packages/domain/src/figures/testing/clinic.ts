import { type LocalDate, parseLocalDate } from '../../calendar/local-date.ts';
import { parseTimeZone, type TimeZone } from '../../calendar/time-zone.ts';
import type { StatusMeaning } from '../../halaxy/participant-status.ts';
import type { BillingType } from '../billing-type.ts';
import type { AskedDay, FigureSession } from '../figure-session.ts';
import type { FigureInvoice, Invoices } from '../revenue.ts';

export function zone(name: string): TimeZone {
  const known = parseTimeZone(name);
  if (!known) throw new Error(`unknown zone ${name}`);
  return known;
}

export function day(text: string): LocalDate {
  const known = parseLocalDate(text);
  if (!known) throw new Error(`no such day ${text}`);
  return known;
}

export const sydney = zone('Australia/Sydney');

/** The day asked for, and the instant of asking, e.g. `2026-11-25T01:00Z`. */
export function asked(date: string, at: string, where: TimeZone = sydney): AskedDay {
  return { date: day(date), zone: where, nowMs: Date.parse(at) };
}

let last = 0;

/** A session of 50 minutes from an instant on, of client `c` with practitioner `p`, unless said otherwise. */
export function session(
  start: string,
  meaning: StatusMeaning,
  other: Partial<FigureSession> = {},
): FigureSession {
  last += 1;
  const startMs = Date.parse(start);
  return {
    id: `s${String(last).padStart(4, '0')}`,
    clientId: 'c',
    practitionerId: 'p',
    startMs,
    endMs: startMs + 50 * 60_000,
    meaning,
    invoiceIds: [],
    ...other,
  };
}

/** Invoices by their ids: what was billed in cents, and by what; a quote where it says so. */
export function invoices(
  of: Readonly<Record<string, readonly [cents: number, type?: BillingType, kind?: 'quote']>>,
): Invoices {
  return new Map(
    Object.entries(of).map(([id, [grossCents, billingType = 'private', kind]]): [string, FigureInvoice] => [
      id,
      { id, grossCents, billingType, isQuote: kind === 'quote' },
    ]),
  );
}
