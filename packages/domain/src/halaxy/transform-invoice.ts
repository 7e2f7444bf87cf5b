import { ownCode } from '../loose/own-code.ts';
import { ownField } from '../loose/own-field.ts';
import { ownCents } from './own-cents.ts';
import { parseReference } from './parse-reference.ts';
import { type Header, readHeader } from './read-header.ts';
import type { Transformed, TransformFault } from './transformed.ts';

/** What was billed. Halaxy names neither its sessions nor its lines here. Amounts in cents, null where it says none. */
export type Invoice = Header & {
  /** A quote is no invoice yet: it brings nothing. */
  readonly isQuote: boolean;
  /** Halaxy's own word; it stays `active` when the invoice is paid. */
  readonly status: string | null;
  readonly grossCents: number | null;
  readonly paidCents: number | null;
  readonly balanceCents: number | null;
  /** Nothing is owed, and something was charged: a cancellation brings the balance to nothing as well. */
  readonly isPaid: boolean;
  /** Who pays, where that is an organisation. */
  readonly organizationId: string | null;
};

/** Reads an Invoice. One without an amount is told, and counts as nothing. */
export function transformInvoice(record: unknown): Transformed<Invoice> {
  const { header, faults: found } = readHeader(record, 'Invoice');
  if (header === undefined) return { kind: 'unusable', faults: found };
  const faults: TransformFault[] = [...found];
  const grossCents = ownCents(record, 'totalGross') ?? null;
  if (grossCents === null) faults.push({ code: 'NO_AMOUNT', path: 'totalGross' });
  const paidCents = ownCents(record, 'totalPaid') ?? null;
  const balanceCents = ownCents(record, 'totalBalance') ?? null;
  const charged = (grossCents ?? 0) > 0 || (paidCents ?? 0) > 0;
  const payer = parseReference(ownField(record, 'recipient'), ['Organization']);
  return {
    kind: 'usable',
    record: {
      ...header,
      isQuote: ownCode(record, 'type') === 'quote',
      status: ownCode(record, 'status') ?? null,
      grossCents,
      paidCents,
      balanceCents,
      isPaid: charged && balanceCents !== null && balanceCents <= 0,
      organizationId: payer?.id ?? null,
    },
    faults,
  };
}
