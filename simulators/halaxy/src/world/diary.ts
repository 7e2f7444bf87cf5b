import type { Appointment, Resource } from '../fhir.ts';
import { patientParticipant, referTo, roleParticipant } from '../fhir.ts';
import { atLocal, writeDay, writeTime, type Zone } from '../local-time.ts';
import { createRandom, type Random } from '../random.ts';
import { invoiceRecords } from './invoices.ts';
import { madeUpName, patientRecord } from './people.ts';
import { plain, staffAt } from './practice.ts';
import type { SizeOf } from './sizes.ts';

const DAY_MS = 86_400_000;
const HOURS = [9, 10, 11, 14, 15] as const;

/** Ids of one practitioner's share lie `base + index * 1000 + n`. */
export const idBases: Record<string, number> = {
  Patient: 1_000_000,
  InvoiceLine: 60_000_000,
  Appointment: 70_000_000,
  Invoice: 80_000_000,
  Referral: 90_000_000,
};
/** Which practitioner's share holds what belongs to a role or a patient; undefined where none does. */
export function shareOf(ownerId: string): number | undefined {
  const role = /^PR-(\d+)$/.exec(ownerId)?.[1];
  if (role) return Math.floor((Number(role) - 500_001) / 2);
  const base = idBases.Patient ?? 0;
  return /^\d+$/.test(ownerId) ? Math.floor((Number(ownerId) - base) / 1000) : undefined;
}

export const idOfShare = (type: string, index: number, n: number) =>
  String((idBases[type] ?? 0) + index * 1000 + n);

type Share = { seed: number; index: number; size: SizeOf; nowMs: number };

/**
 * One practitioner's patients, diary, invoices and referrals. Weekdays hold up to five times; each tenth
 * appointment is a meeting without patient, each eleventh a group of two with differing statuses.
 * Times are written in the clinic's offset, each seventh in +00:00.
 */
export function diaryRecords({ seed, index, size, nowMs }: Share): Resource[] {
  const random = createRandom(seed * 7919 + index);
  const staff = staffAt(index);
  const lastUpdated = writeTime(nowMs - 60 * DAY_MS, 'utc');
  const records: Resource[] = [];
  const patients = Array.from({ length: size.patientsEach }, (_, n) => {
    const id = idOfShare('Patient', index, n + 1);
    const name = madeUpName(random, index * 1000 + n + 1);
    const links = { clinicId: staff.clinic.id, practitionerId: staff.practitionerId };
    records.push(patientRecord(random, { ...name, ...links, id, lastUpdated }));
    if (n % 2 === 0) records.push(referral(index, n, id, nowMs, lastUpdated));
    return { id, name: `${name.given} ${name.family}` };
  });
  let n = 0;
  for (let day = -size.daysBack; day <= size.daysAhead; day += 1) {
    const date = writeDay(nowMs + day * DAY_MS, staff.clinic.zone);
    if ([0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())) continue;
    for (const hour of HOURS) {
      if (random.next() < 0.35) continue;
      n += 1;
      const startMs = atLocal(date, hour, 0, staff.clinic.zone);
      const chosen = pickPatients(random, patients, n);
      records.push(
        ...appointmentRecords({
          random,
          index,
          n,
          startMs,
          nowMs,
          patients: chosen,
          zone: staff.clinic.zone,
        }),
      );
    }
  }
  return records;
}

type Patient = { id: string; name: string };
type Booking = {
  random: Random;
  index: number;
  n: number;
  startMs: number;
  nowMs: number;
  patients: Patient[];
  zone: Zone;
};

function pickPatients(random: Random, patients: Patient[], n: number): Patient[] {
  if (n % 10 === 0) return [];
  const first = random.below(patients.length);
  const chosen = n % 11 === 0 ? [first, (first + 1) % patients.length] : [first];
  return chosen.flatMap((at) => patients[at] ?? []);
}

function appointmentRecords({ random, index, n, startMs, nowMs, patients, zone }: Booking): Resource[] {
  const staff = staffAt(index);
  const written = n % 7 === 0 ? 'utc' : zone;
  const createdMs = Math.min(startMs, nowMs) - 14 * DAY_MS;
  const records: Resource[] = [];
  const people = patients.map((patient, place) => {
    const invoiceId = idOfShare('Invoice', index, n * 2 + place);
    const code = statusFor(random, startMs <= nowMs, place);
    const paid = code === 'attended' && n % 3 === 0;
    const dates = { startMs, createdMs, zone };
    const ids = {
      invoiceId,
      lineId: idOfShare('InvoiceLine', index, n * 2 + place),
      appointmentId: idOfShare('Appointment', index, n),
    };
    records.push(
      ...invoiceRecords({
        ...ids,
        ...dates,
        patient,
        roleId: staff.roleId,
        practitionerId: staff.practitionerId,
        paid,
        amount: 220,
      }),
    );
    return patientParticipant(patient.id, code, invoiceId);
  });
  const service = people.length > 1 ? '9003' : n % 4 === 0 ? '9002' : '9001';
  const place = { type: 'location-type', display: service === '9002' ? 'telehealth' : 'clinic' };
  const appointment: Appointment = {
    resourceType: 'Appointment',
    id: idOfShare('Appointment', index, n),
    description: people.length === 0 ? '' : `Made-up session ${n}`,
    start: writeTime(startMs, written),
    end: writeTime(startMs + 50 * 60_000, written),
    minutesDuration: 50,
    created: writeTime(createdMs, zone),
    supportingInformation: people.length === 0 ? [] : [referTo('HealthcareService', service), place],
    participant: [roleParticipant(staff.roleId), ...people],
    // A past appointment was last touched when it was attended or missed.
    meta: { lastUpdated: writeTime(startMs <= nowMs ? startMs : createdMs, 'utc') },
  };
  records.push(appointment as unknown as Resource);
  return records;
}

function statusFor(random: Random, past: boolean, place: number): string {
  const chance = random.next();
  if (!past) return chance < 0.1 ? 'cancelled' : chance < 0.4 ? 'confirmed' : 'booked';
  if (place > 0) return 'did not attend';
  return chance < 0.08 ? 'cancelled' : chance < 0.14 ? 'did not attend' : 'attended';
}

function referral(index: number, n: number, patientId: string, nowMs: number, lastUpdated: string): Resource {
  const period = {
    start: writeDay(nowMs - 50 * DAY_MS, 'sydney'),
    end: writeDay(nowMs + 300 * DAY_MS, 'sydney'),
  };
  return plain('Referral', idOfShare('Referral', index, n + 1), lastUpdated, {
    active: true,
    subject: referTo('Patient', patientId),
    referralDefinition: referTo('ReferralDefinition', '6501'),
    comment: '',
    limitQuantity: { quantity: { value: 6 }, quantityUsed: n % 8 },
    limitMoney: {},
    period,
    requester: referTo('PractitionerRole', 'EP-590001'),
    performer: referTo('PractitionerRole', staffAt(index).roleId),
    created: lastUpdated,
  });
}
