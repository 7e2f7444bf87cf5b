import { transformAppointment } from './transform-appointment.ts';
import { catalogueTypes, transformCatalogue } from './transform-catalogue.ts';
import { transformInvoice } from './transform-invoice.ts';
import { transformInvoiceLine } from './transform-invoice-line.ts';
import { transformPatient } from './transform-patient.ts';
import { transformPractitioner } from './transform-practitioner.ts';
import { transformReferral } from './transform-referral.ts';
import { transformRole } from './transform-role.ts';
import type { Transformed, TransformFault } from './transformed.ts';

const transforms: ReadonlyMap<string, (record: unknown) => Transformed<unknown>> = new Map<
  string,
  (record: unknown) => Transformed<unknown>
>([
  ['Practitioner', transformPractitioner],
  ['PractitionerRole', transformRole],
  ['Patient', transformPatient],
  ['Appointment', transformAppointment],
  ['Invoice', transformInvoice],
  ['InvoiceLine', transformInvoiceLine],
  ['Referral', transformReferral],
  ...catalogueTypes.map((type) => [type, transformCatalogue(type)] as const),
]);

/**
 * Why a record cannot be shown at all; undefined for one that can, or that nothing is shown of. What we hold of an
 * unreadable record stays: a copy that was good is better than one that says nothing.
 */
export function unreadable(type: string, record: unknown): readonly TransformFault[] | undefined {
  const read = transforms.get(type)?.(record);
  return read?.kind === 'unusable' ? read.faults : undefined;
}
