import type { Appointment, Resource } from '../fhir.ts';
import { patientParticipant, referTo, roleParticipant } from '../fhir.ts';
import { atLocal, writeDay, writeTime, type Zone } from '../local-time.ts';
import { createRandom, type Random } from '../random.ts';
import { invoiceRecords } from './invoices.ts';
import { madeUpName, patientRecord } from './people.ts';
import { plain, staffAt } from './practice.ts';
import { type SizeOf, skewedPart } from './sizes.ts';

const DAY_MS = 86_400_000;
const HOURS = [9, 10, 11, 14, 15];
const LONG_HOURS = [8, 9, 10, 11, 13, 14, 15, 16, 17];

/** Ids of one practitioner's share lie `base + index * idsEach + n`. */
export const idBases: Record<string, number> = {
  Patient: 1_000_000,
  InvoiceLine: 60_000_000,
  Appointment: 70_000_000,
  Invoice: 80_000_000,
  Referral: 90_000_000,
};
/** Which practitioner's share holds what belongs to a role or a patient; undefined where none does. */
export function shareOf(ownerId: string, idsEach: number): number | undefined {
  const role = /^PR-(\d+)$/.exec(ownerId)?.[1];
  if (role) return Math.floor((Number(role) - 500_001) / 2);
  const base = idBases.Patient ?? 0;
  return /^\d+$/.test(ownerId) ? Math.floor((Number(ownerId) - base) / idsEach) : undefined;
}

type IdOf = (type: string, n: number) => string;
const idsOfShare =
  (index: number, idsEach: number): IdOf =>
  (type, n) =>
    String((idBases[type] ?? 0) + index * idsEach + n);

type Share = { seed: number; index: number; size: SizeOf; nowMs: number };

/**
 * One practitioner's patients, diary, invoices and referrals. Weekdays hold up to five times, or as many as the share of a
 * whole practice takes; each tenth appointment is a meeting without patient, each eleventh a group of two with differing
 * statuses. Times are written in the clinic's offset, each seventh in +00:00.
 */
export function diaryRecords({ seed, index, size, nowMs }: Share): Resource[] {
  const random = createRandom(seed * 7919 + index);
  const staff = staffAt(index);
  const idOf = idsOfShare(index, size.idsEach);
  const lastUpdated = writeTime(nowMs - 60 * DAY_MS, 'utc');
  const records: Resource[] = [];
  const { whole, practitioners } = size;
  const patientCount = whole ? skewedPart(whole.patients, practitioners, index) : size.patientsEach;
  const patients = Array.from({ length: patientCount }, (_, n) => {
    const id = idOf('Patient', n + 1);
    const name = madeUpName(random, index * size.idsEach + n + 1);
    const links = { clinicId: staff.clinic.id, practitionerId: staff.practitionerId };
    records.push(patientRecord(random, { ...name, ...links, id, lastUpdated }));
    const referrals = whole && n % 16 === 0 ? [referral, olderReferral] : n % 2 === 0 ? [referral] : [];
    for (const make of referrals) records.push(make({ idOf, index, n, patientId: id, nowMs, lastUpdated }));
    return { id, name: `${name.given} ${name.family}` };
  });
  const pickOne = whole
    ? () => Math.floor(random.next() ** 1.7 * patients.length)
    : () => random.below(patients.length);
  let n = 0;
  for (const startMs of timesOf(random, { size, index, nowMs, zone: staff.clinic.zone })) {
    n += 1;
    const chosen = pickPatients(patients, pickOne, n);
    records.push(
      ...appointmentRecords({
        random,
        idOf,
        index,
        n,
        startMs,
        nowMs,
        patients: chosen,
        zone: staff.clinic.zone,
      }),
    );
  }
  return records;
}

/** When a practitioner's appointments start, in their order. */
function* timesOf(
  random: Random,
  { size, index, nowMs, zone }: { size: SizeOf; index: number; nowMs: number; zone: Zone },
): Generator<number> {
  const days = Array.from({ length: size.daysBack + size.daysAhead + 1 }, (_, n) =>
    writeDay(nowMs + (n - size.daysBack) * DAY_MS, zone),
  ).filter((date) => ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()));
  const hours = size.whole ? LONG_HOURS : HOURS;
  let wanted = size.whole ? skewedPart(size.whole.appointments, size.practitioners, index) : 0;
  let places = days.length * hours.length;
  for (const date of days)
    for (const hour of hours) {
      // Of a whole, just as many as are wanted: each place that is left is as likely as any other.
      const isFree = size.whole ? random.next() * places >= wanted : random.next() < 0.35;
      places -= 1;
      if (isFree) continue;
      wanted -= 1;
      yield atLocal(date, hour, 0, zone);
    }
}

type Patient = { id: string; name: string };
type Booking = {
  random: Random;
  idOf: IdOf;
  index: number;
  n: number;
  startMs: number;
  nowMs: number;
  patients: Patient[];
  zone: Zone;
};

function pickPatients(patients: Patient[], pickOne: () => number, n: number): Patient[] {
  if (n % 10 === 0) return [];
  const first = pickOne();
  const chosen = n % 11 === 0 ? [first, (first + 1) % patients.length] : [first];
  return chosen.flatMap((at) => patients[at] ?? []);
}

function appointmentRecords({ random, idOf, index, n, startMs, nowMs, patients, zone }: Booking): Resource[] {
  const staff = staffAt(index);
  const written = n % 7 === 0 ? 'utc' : zone;
  const createdMs = Math.min(startMs, nowMs) - 14 * DAY_MS;
  const records: Resource[] = [];
  const people = patients.map((patient, place) => {
    const invoiceId = idOf('Invoice', n * 2 + place);
    const code = statusFor(random, startMs <= nowMs, place);
    const paid = code === 'attended' && n % 3 === 0;
    const dates = { startMs, createdMs, zone };
    const ids = {
      invoiceId,
      lineId: idOf('InvoiceLine', n * 2 + place),
      appointmentId: idOf('Appointment', n),
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
    id: idOf('Appointment', n),
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

type Referred = {
  idOf: IdOf;
  index: number;
  n: number;
  patientId: string;
  nowMs: number;
  lastUpdated: string;
};
const OLDER_REFERRALS_FROM = 5_000;

function referral({ idOf, index, n, patientId, nowMs, lastUpdated }: Referred): Resource {
  const period = {
    start: writeDay(nowMs - 50 * DAY_MS, 'sydney'),
    end: writeDay(nowMs + 300 * DAY_MS, 'sydney'),
  };
  return plain('Referral', idOf('Referral', n + 1), lastUpdated, {
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

/** One that is over, and that Halaxy calls active all the same. */
function olderReferral(referred: Referred): Resource {
  const { idOf, n, nowMs } = referred;
  return {
    ...referral(referred),
    id: idOf('Referral', OLDER_REFERRALS_FROM + n),
    limitQuantity: { quantity: { value: 6 }, quantityUsed: 6 },
    period: {
      start: writeDay(nowMs - 450 * DAY_MS, 'sydney'),
      end: writeDay(nowMs - 60 * DAY_MS, 'sydney'),
    },
  };
}
