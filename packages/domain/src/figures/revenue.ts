import type { BillingType } from './billing-type.ts';
import type { FigureSession } from './figure-session.ts';

/** An invoice as the figures count it: what was billed, paid or not. */
export type FigureInvoice = {
  readonly id: string;
  readonly isQuote: boolean;
  readonly grossCents: number;
  readonly billingType: BillingType;
};

export type Invoices = ReadonlyMap<string, FigureInvoice>;

/** The invoices of these sessions, each once; quotes are none. */
export function billedFor(sessions: readonly FigureSession[], invoices: Invoices): FigureInvoice[] {
  const ids = new Set(sessions.flatMap(({ invoiceIds }) => invoiceIds));
  return [...ids].flatMap((id) => invoices.get(id) ?? []).filter(({ isQuote }) => !isQuote);
}

export function totalCents(invoices: readonly FigureInvoice[]): number {
  return invoices.reduce((sum, { grossCents }) => sum + grossCents, 0);
}

/** Dollars, to the cent. */
export function dollars(cents: number): number {
  return Math.round(cents) / 100;
}
