import { transformInvoice, transformInvoiceLine } from '@bloom/domain';
import type { InvoiceDocument, InvoiceLineDocument, RecordTables } from '@bloom/store';
import { figuresOf, ownersOf } from './figures-of.ts';
import { type Fields, projectFacts } from './project-facts.ts';

/** What was billed follows its Invoice; the figures of whose sessions it bills are shown again. */
export const projectInvoice = projectFacts({
  transform: transformInvoice,
  tableOf: ({ invoices }) => invoices,
  fields: ({ isQuote, grossCents, isPaid, organizationId }): Fields<InvoiceDocument> => ({
    isQuote,
    grossCents: grossCents ?? 0,
    isPaid,
    organizationId,
  }),
  concerned: async (_said: readonly InvoiceDocument[], { practice, halaxyId }, tables) =>
    figuresOf(practice, await billedOwners(tables, practice, halaxyId)),
  goneWith: async ({ practice, halaxyId: invoiceId }, { invoiceLines }) => {
    const lines = await invoiceLines.distinct('halaxyId', { practice, invoiceId, gone: false });
    return lines.map((id) => ({ type: 'InvoiceLine', id }));
  },
});

/** A line tells which session an invoice bills, and who funds it. */
export const projectInvoiceLine = projectFacts({
  transform: transformInvoiceLine,
  tableOf: ({ invoiceLines }) => invoiceLines,
  patientOf: ({ patientId }) => patientId,
  fields: ({ invoiceId, appointmentId, funderId, status }, clientId): Fields<InvoiceLineDocument> => ({
    invoiceId,
    appointmentId,
    clientId,
    funderId,
    isVoid: status === 'voided',
  }),
  concerned: async (said: readonly InvoiceLineDocument[], { practice }, tables) => {
    const appointments = said.flatMap(({ appointmentId }) => appointmentId ?? []);
    const invoices = new Set(said.map(({ invoiceId }) => invoiceId));
    const owners = await Promise.all([
      ownersOf(tables, { practice, halaxyId: { $in: appointments } }),
      ...[...invoices].map((id) => billedOwners(tables, practice, id)),
    ]);
    return figuresOf(practice, owners.flat());
  },
});

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
