import type { Invoice, Resource } from '../fhir.ts';
import { money, referTo, STRUCTURE } from '../fhir.ts';
import { writeDay, writeTime, type Zone } from '../local-time.ts';
import { plain } from './practice.ts';

/** Times in milliseconds since 1970, `amount` in dollars. */
export type NewInvoice = {
  invoiceId: string;
  lineId: string;
  appointmentId: string;
  patient: { id: string; name: string };
  roleId: string;
  practitionerId: string;
  startMs: number;
  createdMs: number;
  zone: Zone;
  paid: boolean;
  amount: number;
};

/** An invoice and its one line. Only the line names the appointment. */
export function invoiceRecords(wanted: NewInvoice): [Resource, Resource] {
  const { amount, paid, zone } = wanted;
  const invoice: Invoice = {
    resourceType: 'Invoice',
    id: wanted.invoiceId,
    status: 'active',
    type: 'invoice',
    date: writeDay(wanted.startMs, zone),
    created: writeTime(wanted.createdMs, zone),
    payorType: { coding: [{ code: 'patient' }], text: 'Patient' },
    recipient: referTo('Patient', wanted.patient.id),
    title: wanted.patient.name,
    practitioner: referTo('PractitionerRole', wanted.roleId),
    note: '',
    totalGross: money(amount),
    totalNet: money(amount),
    totalTax: money(0),
    totalPaid: money(paid ? amount : 0),
    totalBalance: money(paid ? 0 : amount),
    meta: { lastUpdated: writeTime(wanted.createdMs, 'utc') },
  };
  const line = plain('InvoiceLine', wanted.lineId, invoice.meta.lastUpdated, {
    description: 'Standard session',
    code: { text: '80110' },
    subject: referTo('Patient', wanted.patient.id),
    context: referTo('Appointment', wanted.appointmentId),
    performer: referTo('Practitioner', wanted.practitionerId),
    invoice: referTo('Invoice', wanted.invoiceId),
    enteredDate: invoice.created,
    quantity: 1,
    unitPriceComponent: [{ type: 'base', amount: money(amount) }],
    extension: [
      { url: `${STRUCTURE}invoice-line-funder`, valueReference: referTo('Organization', 'FD-3801') },
    ],
  });
  return [invoice as unknown as Resource, line];
}
