import type { Appointment, Participant, Reference } from '../fhir.ts';
import { idOf, patientParticipant, referTo, roleParticipant } from '../fhir.ts';
import type { Answer } from '../http.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { writeTime } from '../local-time.ts';
import { normaliseReferences } from '../references.ts';
import type { BaseClock } from '../sim-clock.ts';
import type { Actor, Store } from '../store.ts';
import { invoiceRecords } from '../world/invoices.ts';
import { notFound, refuse } from './outcomes.ts';

export type BookPorts = { store: Store; clock: BaseClock; nextId(type: string): string };
export type Booking = {
  roleId: string;
  patientIds: string[];
  start: string;
  end: string;
  description?: string;
  serviceId?: string;
  locationType?: string;
};

/** `POST Appointment/$book`: makes an appointment with its invoice, or joins a patient to one. */
export function book(ports: BookPorts, given: Json, by: Actor): Answer {
  const asked = readParameters(given);
  const patientId = idOf(asked['patient-id']?.valueReference as Reference | undefined);
  const patient = ports.store.get('Patient', patientId);
  if (!patient) return refuse(422, 'required', 'patient-id must name a patient');
  const joins = asked['appt-id']?.valueReference as Reference | undefined;
  if (joins) return join(ports, idOf(joins), patient.id, by);
  const place = textOf(asked['location-type']?.valueCode) || 'clinic';
  if (place !== 'clinic') return refuse(422, 'too-costly', `location-type ${place} is not offered`);
  const wanted = asked['appt-resource']?.resource;
  const resource = isObject(wanted) ? wanted : {};
  const people = (Array.isArray(resource.participant)
    ? resource.participant
    : []) as unknown as Participant[];
  const roleId = idOf(people.find(({ actor }) => actor?.type === 'PractitionerRole')?.actor);
  if (!ports.store.get('PractitionerRole', roleId))
    return refuse(422, 'required', 'A practitioner role is required');
  const [start, end] = [textOf(resource.start), textOf(resource.end)];
  if (!(Date.parse(end) > Date.parse(start)))
    return refuse(422, 'invalid', 'The end must lie after the start');
  const serviceId =
    idOf(asked['healthcare-service-id']?.valueReference as Reference | undefined) || undefined;
  const description = textOf(resource.description);
  const made = addAppointment(
    ports,
    { roleId, patientIds: [patient.id], start, end, description, serviceId, locationType: place },
    by,
  );
  return { status: 201, body: made as unknown as JsonObject };
}

/** Makes an appointment, with an invoice for each patient; with none it is a meeting. */
export function addAppointment(ports: BookPorts, wanted: Booking, by: Actor): Appointment {
  const { store, clock, nextId } = ports;
  const id = nextId('Appointment');
  const location = { type: 'location-type', display: wanted.locationType ?? 'clinic' };
  const service = referTo('HealthcareService', wanted.serviceId ?? '9001');
  const lengthMs = Date.parse(wanted.end) - Date.parse(wanted.start);
  const appointment: Appointment = {
    resourceType: 'Appointment',
    id,
    description: wanted.description ?? '',
    start: wanted.start,
    end: wanted.end,
    minutesDuration: Math.round(lengthMs / 60_000),
    created: writeTime(clock.now(), 'sydney'),
    supportingInformation: wanted.patientIds.length ? [service, location] : [],
    participant: [roleParticipant(wanted.roleId)],
    meta: { lastUpdated: '' },
  };
  const people = wanted.patientIds.map((patientId) => withInvoice(ports, appointment, patientId, by));
  return store.put(
    { ...appointment, participant: [...appointment.participant, ...people] },
    by,
  ) as unknown as Appointment;
}

function withInvoice(
  { store, clock, nextId }: BookPorts,
  appointment: Appointment,
  patientId: string,
  by: Actor,
): Participant {
  const roleId = idOf(appointment.participant[0]?.actor);
  const role = store.get('PractitionerRole', roleId);
  const [invoice, line] = invoiceRecords({
    invoiceId: nextId('Invoice'),
    lineId: nextId('InvoiceLine'),
    appointmentId: appointment.id,
    patient: { id: patientId, name: officialName(store.get('Patient', patientId)) },
    roleId,
    practitionerId: idOf(role?.practitioner as Reference | undefined),
    startMs: Date.parse(appointment.start),
    createdMs: clock.now(),
    zone: 'sydney',
    paid: false,
    amount: 220,
  });
  store.put(invoice, by);
  store.put(line, by);
  return patientParticipant(patientId, 'booked', invoice.id);
}

function join(ports: BookPorts, id: string, patientId: string, by: Actor): Answer {
  const held = ports.store.appointment(id);
  if (!held) return notFound();
  const person = withInvoice(ports, held, patientId, by);
  return { status: 201, body: ports.store.put({ ...held, participant: [...held.participant, person] }, by) };
}

function officialName(patient: JsonObject | undefined): string {
  const names = Array.isArray(patient?.name) ? patient.name.filter(isObject) : [];
  const name = names.find(({ use }) => use === 'official') ?? names[0];
  const given = Array.isArray(name?.given) ? name.given.map(textOf).join(' ') : '';
  return `${given} ${textOf(name?.family)}`.trim();
}

function readParameters(given: Json): Record<string, JsonObject | undefined> {
  const body = isObject(given) ? normaliseReferences(given) : {};
  const list = Array.isArray(body.parameter) ? body.parameter.filter(isObject) : [];
  return Object.fromEntries(list.map((one) => [textOf(one.name), one]));
}
