import { billingTypeOf, type FigureInvoice, type FigureSession, type Invoices } from '@bloom/domain';
import type { InvoiceDocument, InvoiceLineDocument, RecordTables } from '@bloom/store';
import { atOnce, type CountedSession } from './find-counted.ts';
import type { Catalogue } from './read-catalogue.ts';

const lineFields = { _id: 0, halaxyId: 1, invoiceId: 1, appointmentId: 1, clientId: 1, funderId: 1 } as const;
const invoiceFields = { _id: 0, halaxyId: 1, isQuote: 1, grossCents: 1, organizationId: 1 } as const;
type Line = Pick<InvoiceLineDocument, Exclude<keyof typeof lineFields, '_id'>>;
type Invoice = Pick<InvoiceDocument, Exclude<keyof typeof invoiceFields, '_id'>>;

export type Billed = { readonly sessions: readonly FigureSession[]; readonly invoices: Invoices };

/**
 * Sessions as figures count them, with what was billed for them. A session's invoices are the one that its appointment
 * names, and those whose lines name the appointment and its client.
 */
export async function readBilling(
  tables: Pick<RecordTables, 'invoices' | 'invoiceLines'>,
  practice: string,
  stored: readonly CountedSession[],
  catalogue: Catalogue,
): Promise<Billed> {
  if (stored.length === 0) return { sessions: [], invoices: new Map() };
  const appointments = [...new Set(stored.map(({ halaxyId }) => halaxyId))];
  const linked = [...new Set(stored.flatMap(({ invoiceId }) => invoiceId ?? []))];
  const lines = (await tables.invoiceLines
    .find(
      {
        practice,
        gone: false,
        isVoid: false,
        $or: [{ appointmentId: { $in: appointments } }, { invoiceId: { $in: linked } }],
      },
      { projection: lineFields, ...atOnce },
    )
    .toArray()) as Line[];
  const ids = new Set([...linked, ...lines.map(({ invoiceId }) => invoiceId)]);
  const found = (await tables.invoices
    .find(
      { _id: { $in: [...ids].map((id) => `${practice}|${id}`) }, gone: false },
      { projection: invoiceFields, ...atOnce },
    )
    .toArray()) as Invoice[];
  const byAppointment = Map.groupBy(lines, ({ appointmentId }) => appointmentId);
  const byInvoice = Map.groupBy(lines, ({ invoiceId }) => invoiceId);
  return {
    sessions: stored.map((session) =>
      countedSession(session, byAppointment.get(session.halaxyId) ?? [], catalogue),
    ),
    invoices: new Map(
      found.map((invoice) => [
        invoice.halaxyId,
        countedInvoice(invoice, byInvoice.get(invoice.halaxyId) ?? [], catalogue),
      ]),
    ),
  };
}

/** A session as figures count it; `lines` are those of its appointment, none where what was billed does not matter. */
export function countedSession(
  session: CountedSession,
  lines: readonly Line[],
  catalogue: Catalogue,
): FigureSession {
  const billing = lines.filter(({ clientId }) => clientId === null || clientId === session.clientId);
  const invoiceIds = new Set([...(session.invoiceId ? [session.invoiceId] : []), ...billing.map(invoiceOf)]);
  const fee = catalogue.get('ChargeItemDefinition', session.feeId)?.priceCents ?? null;
  const places = catalogue.get('HealthcareService', session.serviceId)?.patientsMax ?? 1;
  return {
    id: session._id,
    clientId: session.clientId,
    practitionerId: session.practitionerId ?? '',
    startMs: session.startMs,
    endMs: session.endMs,
    meaning: session.status.meaning,
    isGroup: session.clients > 1 || places > 1,
    invoiceIds: [...invoiceIds],
    ...(fee === null ? {} : { feeCents: fee }),
  };
}

const invoiceOf = ({ invoiceId }: Line): string => invoiceId;

function countedInvoice(
  { halaxyId, isQuote, grossCents, organizationId }: Invoice,
  lines: readonly Line[],
  catalogue: Catalogue,
): FigureInvoice {
  const byId = lines.toSorted((a, b) => (a.halaxyId < b.halaxyId ? -1 : 1));
  const payers = [...byId.map(({ funderId }) => funderId), organizationId];
  const types = payers.map((id) => billingTypeOf(catalogue.get('Organization', id)?.name));
  // A gap that the client pays does not make it a private session.
  const billingType = types.find((type) => type !== 'private') ?? 'private';
  return { id: halaxyId, isQuote, grossCents, billingType };
}
