import { ownCode } from '../loose/own-code.ts';
import { ownField } from '../loose/own-field.ts';
import { ownExtension } from './own-extension.ts';
import { parseReference } from './parse-reference.ts';
import { type Header, readHeader } from './read-header.ts';
import type { Transformed } from './transformed.ts';

/** A line of an invoice: it alone names the appointment that is billed, and who funds it. */
export type InvoiceLine = Header & {
  readonly invoiceId: string;
  readonly appointmentId: string | null;
  readonly patientId: string | null;
  readonly funderId: string | null;
  /** Halaxy's own word: voided, unassigned, write-off, locked; null for an ordinary one. */
  readonly status: string | null;
};

/** Reads an InvoiceLine. One that names no invoice belongs to nothing: unusable. */
export function transformInvoiceLine(record: unknown): Transformed<InvoiceLine> {
  const { header, faults } = readHeader(record, 'InvoiceLine');
  if (header === undefined) return { kind: 'unusable', faults };
  const invoice = parseReference(ownField(record, 'invoice'), ['Invoice']);
  if (invoice === undefined)
    return { kind: 'unusable', faults: [...faults, { code: 'BAD_REFERENCE', path: 'invoice' }] };
  const funder = ownField(ownExtension(record, 'invoice-line-funder'), 'valueReference');
  return {
    kind: 'usable',
    record: {
      ...header,
      invoiceId: invoice.id,
      appointmentId: parseReference(ownField(record, 'context'), ['Appointment'])?.id ?? null,
      patientId: parseReference(ownField(record, 'subject'), ['Patient'])?.id ?? null,
      funderId: parseReference(funder, ['Organization'])?.id ?? null,
      status: ownCode(record, 'status') ?? null,
    },
    faults,
  };
}
