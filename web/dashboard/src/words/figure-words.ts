import type { ShownSession } from '../live/session-list.ts';

const dollars = new Intl.NumberFormat('en-AU', { style: 'currency', currency: 'AUD' });

/** An amount as people here write it: $1,234.50. */
export function inDollars(amount: number): string {
  return dollars.format(amount);
}

export function rateInWords(rate: number | null): string {
  return rate === null ? '–' : `${rate} %`;
}

/** A session's number and its client's plan, as far as they are known: "Session 4 · 2 of 6 left". */
export function numberInWords({ sessionNumber, mhcpRemaining, mhcpTotal }: ShownSession): string {
  const number = sessionNumber === null ? [] : [`Session ${sessionNumber}`];
  const plan = mhcpRemaining === null || mhcpTotal === null ? [] : [`${mhcpRemaining} of ${mhcpTotal} left`];
  return [...number, ...plan].join(' · ');
}
