/** What the API allows on a type, beyond reading it. Anything else is an empty 405. */
export type Support = { create?: true; patch?: true; area: string };

/** The types that exist; a path to any other is a 404. */
export const resourceTypes: Record<string, Support> = {
  Practitioner: { area: 'practitioners' },
  PractitionerRole: { area: 'practitioners' },
  Organization: { area: 'practitioners' },
  Patient: { create: true, patch: true, area: 'patients' },
  Appointment: { patch: true, area: 'appointments' },
  Schedule: { area: 'appointments' },
  Slot: { area: 'appointments' },
  HealthcareService: { area: 'appointments' },
  Invoice: { area: 'invoices' },
  InvoiceLine: { area: 'invoices' },
  PaymentTransaction: { area: 'invoices' },
  ChargeItemDefinition: { area: 'invoices' },
  Coverage: { area: 'claims' },
  Referral: { area: 'claims' },
  ReferralDefinition: { area: 'claims' },
};
