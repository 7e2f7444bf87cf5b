import type { Appointment, Participant } from '../fhir.ts';
import {
  idOf,
  invoiceOf,
  isPatient,
  money,
  PARTICIPANT_STATUS,
  roleParticipant,
  statusExtension,
  statusOf,
} from '../fhir.ts';
import type { Answer } from '../http.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { normaliseReferences } from '../references.ts';
import type { Actor, Store } from '../store.ts';
import { notFound, refuse } from './outcomes.ts';

const NO_CHARGE = 'cancelled (no charge)';
const MINUTE_MS = 60_000;

/**
 * Changes an appointment as Halaxy's PATCH does: description, comment, times and supporting information
 * are merged; participants are merged by actor, so naming the patient alone keeps the practitioner;
 * every other field, a top-level status above all, has no effect.
 */
export function patchAppointment(store: Store, id: string, given: Json, by: Actor): Answer {
  const held = store.appointment(id);
  if (!held) return notFound();
  if (!isObject(given)) return refuse(400, 'invalid', 'The body must be an object');
  const patch = normaliseReferences(given);
  const start = typeof patch.start === 'string' ? patch.start : held.start;
  const end = typeof patch.end === 'string' ? patch.end : held.end;
  const lengthMs = Date.parse(end) - Date.parse(start);
  if (!(lengthMs > 0)) return refuse(422, 'invalid', 'The end must lie after the start');
  const next: Appointment = {
    ...held,
    ...text(patch, 'description'),
    ...text(patch, 'comment'),
    start,
    end,
    minutesDuration: Math.round(lengthMs / MINUTE_MS),
  };
  if (Array.isArray(patch.supportingInformation)) {
    next.supportingInformation = patch.supportingInformation.filter(isObject);
  }
  const uncharged: string[] = [];
  if (Array.isArray(patch.participant)) {
    const named = patch.participant as unknown as Participant[];
    const merged = mergeParticipants(held.participant, named, uncharged);
    if (!merged) return refuse(422, 'invalid', 'A participant is not part of this appointment');
    next.participant = merged;
  }
  for (const invoiceId of uncharged) zeroInvoice(store, invoiceId, by);
  return { status: 200, body: store.put(next, by) };
}

function text(patch: JsonObject, field: 'description' | 'comment') {
  if (patch[field] === undefined) return {};
  return { [field]: textOf(patch[field]) };
}

function mergeParticipants(
  held: Participant[],
  named: Participant[],
  uncharged: string[],
): Participant[] | undefined {
  const merged = [...held];
  for (const person of named) {
    if (person.actor?.type === 'PractitionerRole') {
      const at = merged.findIndex(({ actor }) => actor.type === 'PractitionerRole');
      merged[at] = roleParticipant(idOf(person.actor));
      continue;
    }
    const at = merged.findIndex(({ actor }) => actor.reference === person.actor?.reference);
    const found = merged[at];
    if (!found) return undefined;
    const code = statusOf(person);
    if (code === undefined) continue;
    const invoice = invoiceOf(found);
    if (code === NO_CHARGE && invoice) uncharged.push(invoice);
    merged[at] = withStatus(found, code === NO_CHARGE ? 'cancelled' : code);
  }
  return merged;
}

/** The same patient participant with another status. */
export function withStatus(participant: Participant, code: string): Participant {
  const others = participant.modifierExtension?.filter(({ url }) => url !== PARTICIPANT_STATUS) ?? [];
  return { ...participant, modifierExtension: [...others, statusExtension(code)] };
}

/** Sets one patient's status, or every patient's where none is named. */
export function setStatus(held: Appointment, code: string, patientId?: string): Appointment {
  const fits = (person: Participant) => isPatient(person) && (!patientId || idOf(person.actor) === patientId);
  return { ...held, participant: held.participant.map((one) => (fits(one) ? withStatus(one, code) : one)) };
}

/** What "cancel without charge" does to the invoice: nothing is owed and nothing was charged. */
export function zeroInvoice(store: Store, invoiceId: string, by: Actor): void {
  const invoice = store.invoice(invoiceId);
  if (!invoice) return;
  const none = money(0);
  store.put({ ...invoice, totalGross: none, totalNet: none, totalTax: none, totalBalance: none }, by);
}
