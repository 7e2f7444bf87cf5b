import type { JsonObject } from './json.ts';

/** Root of Halaxy's extension URLs. */
export const STRUCTURE = 'https://terminology.halaxy.com/StructureDefinition/';
/** A patient's own status within an appointment; sits in `modifierExtension`. */
export const PARTICIPANT_STATUS = `${STRUCTURE}appointment-participant-status`;
/** A patient's invoice for an appointment; sits in `extension`. */
export const PARTICIPANT_INVOICE = `${STRUCTURE}appointment-participant-invoice`;
/** Coding system of participant statuses: note the `/presets/` path. */
export const STATUS_SYSTEM = 'https://au-api.halaxy.com/presets/CodeSystem/appointment-participant-status';

/** Held inside the simulator as `Type/id`; written to the wire as a full URL. */
export type Reference = { reference: string; type: string };
export type Resource = JsonObject & { resourceType: string; id: string; meta: Meta };
export type Meta = { lastUpdated: string; profile?: string[] };
export type StatusExtension = { url: string; valueCoding: { system: string; code: string; display: string } };
export type InvoiceExtension = { url: string; valueReference: Reference };
export type Participant = {
  type?: { coding: { system: string; code: string; display: string }[] }[];
  actor: Reference;
  modifierExtension?: StatusExtension[];
  extension?: InvoiceExtension[];
};
/** `start`, `end`, `created` carry an offset; `minutesDuration` is in minutes. No top-level status exists. */
export type Appointment = {
  resourceType: 'Appointment';
  id: string;
  description: string;
  comment?: string;
  start: string;
  end: string;
  minutesDuration: number;
  created: string;
  supportingInformation: JsonObject[];
  participant: Participant[];
  meta: Meta;
};
export type Money = { value: number; currency: string };
/** Amounts in dollars. `status` stays `active` when paid. */
export type Invoice = {
  resourceType: 'Invoice';
  id: string;
  status: string;
  type: string;
  date: string;
  created: string;
  payorType: JsonObject;
  recipient: Reference;
  title: string;
  practitioner: Reference;
  note: string;
  totalGross: Money;
  totalNet: Money;
  totalTax: Money;
  totalPaid: Money;
  totalBalance: Money;
  meta: Meta;
};

/** A reference as the simulator holds it. */
export function referTo(type: string, id: string): Reference {
  return { reference: `${type}/${id}`, type };
}

/** The id a reference names: its last path segment. */
export function idOf(reference: Reference | undefined): string {
  return reference?.reference.split('/').at(-1) ?? '';
}

export function money(value: number): Money {
  return { value, currency: 'AUD' };
}

/** An appointment's patient participant with a status and, where one exists, an invoice. */
export function patientParticipant(patientId: string, code: string, invoiceId?: string): Participant {
  return {
    actor: referTo('Patient', patientId),
    modifierExtension: [statusExtension(code)],
    extension: invoiceId ? [{ url: PARTICIPANT_INVOICE, valueReference: referTo('Invoice', invoiceId) }] : [],
  };
}

export function statusExtension(code: string): StatusExtension {
  const display = code.charAt(0).toUpperCase() + code.slice(1);
  return { url: PARTICIPANT_STATUS, valueCoding: { system: STATUS_SYSTEM, code, display } };
}

export function roleParticipant(roleId: string): Participant {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
  return {
    type: [{ coding: [{ system, code: 'ATND', display: 'attender' }] }],
    actor: referTo('PractitionerRole', roleId),
  };
}

/** The patient's status code in this participant; undefined for a practitioner. */
export function statusOf(participant: Participant): string | undefined {
  return participant.modifierExtension?.find(({ url }) => url === PARTICIPANT_STATUS)?.valueCoding.code;
}

/** The invoice id this participant points to, if any. */
export function invoiceOf(participant: Participant): string | undefined {
  const link = participant.extension?.find(({ url }) => url === PARTICIPANT_INVOICE);
  return link && idOf(link.valueReference);
}

export function isPatient(participant: Participant): boolean {
  return participant.actor.type === 'Patient';
}
