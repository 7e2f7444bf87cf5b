import { transformInvoice, transformInvoiceLine } from '@bloom/domain';
import type { InvoiceDocument, InvoiceLineDocument, RecordTables } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { figuresOf, ownersOf } from './figures-of.ts';
import { keepFacts } from './keep-facts.ts';
import { nothingToProject, type Project } from './projection.ts';

/** What was billed follows its Invoice; the figures of whose sessions it bills are shown again. */
export const projectInvoice: Project = async (record, { practice, halaxyId }, tables) => {
  const _id = `${practice}|${halaxyId}`;
  const read = record === undefined ? undefined : transformInvoice(record);
  const faults = read ? faultCodes(read) : [];
  if (read && read.kind !== 'usable') return { ...nothingToProject, faults };
  const held = await tables.invoices.findOne({ _id });
  const next: Omit<InvoiceDocument, 'revision'> | undefined = read && {
    _id,
    practice,
    halaxyId,
    gone: false,
    isQuote: read.record.isQuote,
    grossCents: read.record.grossCents ?? 0,
    isPaid: read.record.isPaid,
    organizationId: read.record.organizationId,
  };
  const concerned = async () => figuresOf(practice, await billedOwners(tables, practice, halaxyId));
  return keepFacts<InvoiceDocument>(tables.invoices, { held, next }, { faults, concerned });
};

/** A line tells which session an invoice bills, and who funds it. */
export const projectInvoiceLine: Project = async (record, { practice, halaxyId }, tables) => {
  const _id = `${practice}|${halaxyId}`;
  const read = record === undefined ? undefined : transformInvoiceLine(record);
  const faults = read ? faultCodes(read) : [];
  if (read && read.kind !== 'usable') return { ...nothingToProject, faults };
  const held = await tables.invoiceLines.findOne({ _id });
  const next: Omit<InvoiceLineDocument, 'revision'> | undefined = read && {
    _id,
    practice,
    halaxyId,
    gone: false,
    invoiceId: read.record.invoiceId,
    appointmentId: read.record.appointmentId,
    patientId: read.record.patientId,
    funderId: read.record.funderId,
    isVoid: read.record.status === 'voided',
  };
  const concerned = async () => {
    const lines = [held, next].filter((line) => line !== null && line !== undefined);
    const appointments = lines.flatMap(({ appointmentId }) => appointmentId ?? []);
    const invoices = new Set(lines.map(({ invoiceId }) => invoiceId));
    const owners = [
      await ownersOf(tables, { practice, halaxyId: { $in: appointments } }),
      ...(await Promise.all([...invoices].map((id) => billedOwners(tables, practice, id)))),
    ];
    return figuresOf(practice, owners.flat());
  };
  return keepFacts<InvoiceLineDocument>(tables.invoiceLines, { held, next }, { faults, concerned });
};

/** Whose sessions an invoice bills: those that name it, and those that its lines name. */
async function billedOwners(
  tables: Pick<RecordTables, 'sessions' | 'invoiceLines'>,
  practice: string,
  invoiceId: string,
): Promise<(string | null)[]> {
  const named = await tables.invoiceLines.distinct('appointmentId', { practice, invoiceId });
  const appointments = named.filter((id) => id !== null);
  const [linked, billed] = await Promise.all([
    ownersOf(tables, { practice, invoiceId }),
    appointments.length === 0 ? [] : ownersOf(tables, { practice, halaxyId: { $in: appointments } }),
  ]);
  return [...linked, ...billed];
}
