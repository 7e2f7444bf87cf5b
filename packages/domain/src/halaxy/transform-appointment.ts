import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';
import { type LocationType, readLocationType } from './location-type.ts';
import { ownExtension } from './own-extension.ts';
import { parseInstant } from './parse-instant.ts';
import { parseReference, type ReferenceType } from './parse-reference.ts';
import { type ParticipantStatus, readParticipantStatus } from './participant-status.ts';
import { type Header, readHeader } from './read-header.ts';
import { isExternalId } from './transform-practitioner.ts';
import type { Transformed, TransformFault } from './transformed.ts';

/** One patient's part in an appointment; known by appointment and patient together. */
export type Session = {
  readonly patientId: string;
  readonly status: ParticipantStatus;
  readonly invoiceId: string | null;
};

export type Appointment = Header & {
  /** Milliseconds UTC. */
  readonly startMs: number;
  readonly endMs: number;
  /** The staff's roles at it, in Halaxy's order; the first is whose it is. */
  readonly roleIds: readonly string[];
  /** `comment`, or else `description`. */
  readonly comment: string | null;
  readonly locationType: LocationType;
  readonly locationRaw: string | null;
  readonly serviceId: string | null;
  /** The fee from the practice's list that was put on it. */
  readonly feeId: string | null;
  /** One per patient: none for a meeting or a break, several for a group. */
  readonly sessions: readonly Session[];
};

const minuteMs = 60_000;

/** Reads an Appointment into its sessions. Without a start there is nothing to show: unusable. */
export function transformAppointment(record: unknown): Transformed<Appointment> {
  const { header, faults: found } = readHeader(record, 'Appointment');
  if (header === undefined) return { kind: 'unusable', faults: found };
  const startMs = parseInstant(ownField(record, 'start'));
  if (startMs === undefined)
    return { kind: 'unusable', faults: [...found, { code: 'NO_START', path: 'start' }] };
  const faults: TransformFault[] = [...found];
  const { sessions, roleIds } = readParticipants(record, faults);
  const { locationType, raw: locationRaw } = readLocationType(record);
  return {
    kind: 'usable',
    record: {
      ...header,
      startMs,
      endMs: readEnd(record, startMs, faults),
      roleIds,
      comment: ownText(record, 'comment') ?? ownText(record, 'description') ?? null,
      locationType,
      locationRaw,
      serviceId: readNamed(record, 'HealthcareService'),
      feeId: readNamed(record, 'ChargeItemDefinition'),
      sessions,
    },
    faults,
  };
}

/** `end`, or else `minutesDuration` after the start, or else the start itself; the last two are told. */
function readEnd(record: unknown, startMs: number, faults: TransformFault[]): number {
  const endMs = parseInstant(ownField(record, 'end'));
  if (endMs !== undefined && endMs >= startMs) return endMs;
  faults.push({ code: endMs === undefined ? 'NO_END' : 'END_BEFORE_START', path: 'end' });
  const minutes = ownField(record, 'minutesDuration');
  const usable = typeof minutes === 'number' && minutes > 0 && minutes <= 1_440;
  return usable ? startMs + minutes * minuteMs : startMs;
}

function readParticipants(record: unknown, faults: TransformFault[]) {
  const sessions = new Map<string, Session>();
  const roleIds: string[] = [];
  for (const [i, participant] of ownList(record, 'participant').entries()) {
    const path = `participant[${i}]`;
    const actor = parseReference(ownField(participant, 'actor'));
    if (actor === undefined) faults.push({ code: 'BAD_REFERENCE', path: `${path}.actor` });
    else if (actor.type === 'PractitionerRole' && !isExternalId(actor.id)) roleIds.push(actor.id);
    else if (actor.type === 'Patient' && sessions.has(actor.id))
      faults.push({ code: 'DOUBLE_PATIENT', path });
    else if (actor.type === 'Patient') sessions.set(actor.id, readSession(actor.id, participant));
  }
  if (sessions.size > 0 && roleIds.length === 0)
    faults.push({ code: 'NO_PRACTITIONER', path: 'participant' });
  return { sessions: [...sessions.values()], roleIds };
}

function readSession(patientId: string, participant: unknown): Session {
  const status = ownExtension(participant, 'appointment-participant-status', 'modifierExtension');
  const invoice = ownExtension(participant, 'appointment-participant-invoice');
  return {
    patientId,
    status: readParticipantStatus(ownField(ownField(status, 'valueCoding'), 'code')),
    invoiceId: parseReference(ownField(invoice, 'valueReference'), ['Invoice'])?.id ?? null,
  };
}

function readNamed(record: unknown, type: ReferenceType): string | null {
  for (const item of ownList(record, 'supportingInformation')) {
    const named = parseReference(item, [type]);
    if (named !== undefined) return named.id;
  }
  return null;
}
