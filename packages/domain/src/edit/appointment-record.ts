import { formatIso } from '../calendar/format-time.ts';
import type { TimeZone } from '../calendar/time-zone.ts';
import type { LocationType } from '../halaxy/location-type.ts';
import { ownExtension } from '../halaxy/own-extension.ts';
import { transformAppointment } from '../halaxy/transform-appointment.ts';
import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';
import type { SessionChange, SessionField, SessionNow } from './session-change.ts';
import { codeOfStatus, type StatusWish } from './status-wish.ts';

const statusUrl = 'https://terminology.halaxy.com/StructureDefinition/appointment-participant-status';
const usualSystem = 'https://au-api.halaxy.com/presets/CodeSystem/appointment-participant-status';

/** Where references lead, ending in a slash, and the zone in which times are written: Halaxy wants an offset with each. */
export type WriteAbout = { readonly baseUrl: string; readonly zone: TimeZone };

export type SessionInRecord = {
  readonly now: SessionNow;
  /** The session's bill: whether it is at zero decides what a cancellation costs. */
  readonly invoiceId: string | null;
};

/** One patient's part in an appointment's record as it is now; undefined where they have none, or it cannot be read. */
export function readSessionNow(record: unknown, patientId: string): SessionInRecord | undefined {
  const read = transformAppointment(record);
  if (read.kind !== 'usable') return undefined;
  const { comment, startMs, endMs, sessions } = read.record;
  const own = sessions.find((session) => session.patientId === patientId);
  if (own === undefined) return undefined;
  const { meaning, arrived } = own.status;
  return {
    now: { comment, time: { startMs, endMs }, status: { meaning, arrived } },
    invoiceId: own.invoiceId,
  };
}

/**
 * The merge patch that makes these fields what is wanted, as Halaxy's PATCH of an Appointment takes them: a status by
 * naming its patient alone, which leaves the other participants as they are.
 *
 * @param theirs the record as it was just read: codes are written in the system that it uses
 */
export function appointmentPatch(
  change: SessionChange,
  fields: readonly SessionField[],
  { patientId, theirs, baseUrl, zone }: WriteAbout & { readonly patientId: string; readonly theirs: unknown },
): Record<string, unknown> {
  const has = (field: SessionField) => fields.includes(field);
  const { comment, time, status } = change;
  return {
    ...(comment !== undefined && has('comment') ? { comment } : {}),
    ...(time !== undefined && has('time')
      ? { start: formatIso(time.startMs, zone), end: formatIso(time.endMs, zone) }
      : {}),
    ...(status !== undefined && has('status')
      ? { participant: [participantOf(status, `${baseUrl}Patient/${patientId}`, systemOf(theirs))] }
      : {}),
  };
}

function participantOf(status: StatusWish, reference: string, system: string) {
  const code = codeOfStatus(status);
  return {
    actor: { reference, type: 'Patient' },
    modifierExtension: [{ url: statusUrl, valueCoding: { system, code, display: code } }],
  };
}

/** The host in it differs from region to region. */
function systemOf(record: unknown): string {
  for (const participant of ownList(record, 'participant')) {
    const status = ownExtension(participant, 'appointment-participant-status', 'modifierExtension');
    const system = ownText(ownField(status, 'valueCoding'), 'system');
    if (system !== undefined) return system;
  }
  return usualSystem;
}

/** A session to be booked, by Halaxy's ids; times in milliseconds UTC. */
export type Booking = {
  readonly roleId: string;
  readonly patientId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly serviceId: string | null;
  readonly locationType: LocationType | null;
};

const minuteMs = 60_000;
const places = { 'in-person': 'clinic', telehealth: 'online', phone: 'phone' } as const satisfies Record<
  LocationType,
  string
>;

/** The FHIR Parameters of `POST Appointment/$book`. */
export function bookingParameters(
  { roleId, patientId, startMs, endMs, serviceId, locationType }: Booking,
  { baseUrl, zone }: WriteAbout,
): Record<string, unknown> {
  const named = (type: string, id: string) => ({ reference: `${baseUrl}${type}/${id}`, type });
  const resource = {
    resourceType: 'Appointment',
    start: formatIso(startMs, zone),
    end: formatIso(endMs, zone),
    minutesDuration: Math.round((endMs - startMs) / minuteMs),
    participant: [{ actor: named('PractitionerRole', roleId) }],
  };
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'appt-resource', resource },
      { name: 'patient-id', valueReference: named('Patient', patientId) },
      ...(serviceId === null
        ? []
        : [{ name: 'healthcare-service-id', valueReference: named('HealthcareService', serviceId) }]),
      { name: 'location-type', valueCode: places[locationType ?? 'in-person'] },
      { name: 'status', valueCode: 'booked' },
    ],
  };
}

/** Whether a record can be what a booking made: the same patient, practitioner and start, and not cancelled. */
export function couldBeBooking(record: unknown, { roleId, patientId, startMs }: Booking): boolean {
  const read = transformAppointment(record);
  if (read.kind !== 'usable' || read.record.startMs !== startMs || !read.record.roleIds.includes(roleId))
    return false;
  const own = read.record.sessions.find((session) => session.patientId === patientId);
  return own !== undefined && own.status.meaning !== 'cancelled';
}
