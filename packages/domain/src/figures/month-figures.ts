import { monthOf } from '../calendar/local-date.ts';
import { monthBounds } from '../calendar/zoned-bounds.ts';
import { type BillingType, billingTypes } from './billing-type.ts';
import { type AskedDay, type FigureSession, kindAt, startingWithin } from './figure-session.ts';
import { billedFor, dollars, type Invoices, totalCents } from './revenue.ts';

export type MonthFigures = {
  readonly monthName: string;
  readonly monthYear: string;
  readonly currentRevenue: number;
  readonly targetRevenue: number;
  /** What was earned, and what the open ones of the month will bring. */
  readonly projectedRevenue: number;
  readonly yearlyProjection: number;
  readonly sessionsCompleted: number;
  readonly sessionsScheduled: number;
  /** Null where none was completed. */
  readonly averageSessionValue: number | null;
  readonly revenueByBillingType: Readonly<Record<BillingType, number>>;
};

/** The month that the day is in. `sessions` are one practitioner's, of any time; the aim is in dollars. */
export function monthFigures(
  sessions: readonly FigureSession[],
  invoices: Invoices,
  { date, zone, nowMs }: AskedDay,
  { targetRevenue }: { readonly targetRevenue: number },
): MonthFigures {
  const month = monthOf(date);
  const ofMonth = startingWithin(sessions, monthBounds(date, zone));
  const kindOf = kindAt(nowMs);
  const held = ofMonth.filter((session) => kindOf(session) === 'held');
  const open = ofMonth.filter((session) => kindOf(session) === 'open');
  const billed = billedFor(held, invoices);
  const earned = totalCents(billed);
  const average = held.length === 0 ? null : earned / held.length;
  const heldInvoices = new Set(billed.map(({ id }) => id));
  const toCome = worthOf(open, invoices, { averageCents: average ?? 0, counted: heldInvoices });
  const dayOfMonth = Number(date.slice(8));
  return {
    monthName: month.name,
    monthYear: month.yearAndMonth,
    currentRevenue: dollars(earned),
    targetRevenue,
    projectedRevenue: dollars(earned + toCome),
    yearlyProjection: Math.round((12 * (earned / 100) * month.days) / dayOfMonth),
    sessionsCompleted: held.length,
    sessionsScheduled: open.length,
    averageSessionValue: average === null ? null : dollars(average),
    revenueByBillingType: byBillingType(billed),
  };
}

/** Cents that open sessions will bring: by their invoice, each once, else the list of fees, else the average. */
function worthOf(
  open: readonly FigureSession[],
  invoices: Invoices,
  { averageCents, counted }: { readonly averageCents: number; readonly counted: ReadonlySet<string> },
): number {
  const seen = new Set(counted);
  let cents = 0;
  for (const session of open) {
    const billed = billedFor([session], invoices);
    if (billed.length === 0) cents += session.feeCents ?? averageCents;
    for (const { id, grossCents } of billed) {
      if (!seen.has(id)) cents += grossCents;
      seen.add(id);
    }
  }
  return cents;
}

function byBillingType(billed: readonly { billingType: BillingType; grossCents: number }[]) {
  const of = (type: BillingType) =>
    dollars(
      billed
        .filter(({ billingType }) => billingType === type)
        .reduce((sum, each) => sum + each.grossCents, 0),
    );
  return Object.fromEntries(billingTypes.map((type) => [type, of(type)])) as Record<BillingType, number>;
}
