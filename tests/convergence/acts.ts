import type { InProcessHalaxy } from '@bloom/halaxy-simulator';

/** A repeatable source of chance. */
export type Chance = {
  next(): number;
  below(limit: number): number;
  pick<T>(from: readonly T[]): T | undefined;
};

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: (from) => from[below(from.length)] };
}

type Halaxy = Pick<InProcessHalaxy, 'act' | 'list'>;
type Act = (halaxy: Halaxy, chance: Chance, nowMs: number) => void;

const statuses = [
  ...['booked', 'Confirmed', 'check response', 'arrived', 'attended', 'Did not attend', 'did_not_attend'],
  ...['cancelled', 'rejected', 'tentative', 'something new'],
];

const idOf = (record: unknown): string => String((record as { id?: unknown } | undefined)?.id ?? '');
const idsOf = (halaxy: Halaxy, type: string) => halaxy.list(type).map(idOf);
const anAppointment = (halaxy: Halaxy, chance: Chance) => {
  const appointmentId = chance.pick(idsOf(halaxy, 'Appointment'));
  if (!appointmentId) throw new Error('the diary is empty');
  return { appointmentId };
};
const aTime = (chance: Chance, nowMs: number): string => {
  const at = new Date(nowMs + (chance.below(28) - 12) * 86_400_000 + chance.below(48) * 1_800_000);
  return `${at.toISOString().slice(0, 16)}:00+00:00`;
};
const staff = ['PR-500001', 'PR-500003'];

/** What people do at Halaxy's screens, each about as often as its place in this list says. */
const acts: Readonly<Record<string, Act>> = {
  comment: (halaxy, chance) =>
    halaxy.act('comment', { ...anAppointment(halaxy, chance), text: `note ${chance.below(1e6)} ǫ̈ 👋` }),
  move: (halaxy, chance, nowMs) =>
    halaxy.act('move', { ...anAppointment(halaxy, chance), start: aTime(chance, nowMs) }),
  status: (halaxy, chance) =>
    halaxy.act('status', { ...anAppointment(halaxy, chance), code: chance.pick(statuses) ?? 'booked' }),
  create: (halaxy, chance, nowMs) => {
    const patients = idsOf(halaxy, 'Patient');
    const count = chance.below(4);
    const patientIds = [...new Set(Array.from({ length: count }, () => chance.pick(patients) ?? ''))];
    const practitionerRoleId = chance.pick(staff) ?? '';
    halaxy.act('create', { practitionerRoleId, patientIds, start: aTime(chance, nowMs), minutes: 50 });
  },
  series: (halaxy, chance, nowMs) =>
    halaxy.act('series', {
      ...{ practitionerRoleId: chance.pick(staff) ?? '', start: aTime(chance, nowMs), times: 3 },
      patientId: chance.pick(idsOf(halaxy, 'Patient')) ?? '',
    }),
  cancel: (halaxy, chance) =>
    halaxy.act('cancel', {
      ...anAppointment(halaxy, chance),
      way: chance.pick(['status', 'cancel', 'cancel-and-delete-invoice']) ?? 'status',
    }),
  'no-show': (halaxy, chance) => halaxy.act('no-show', anAppointment(halaxy, chance)),
  delete: (halaxy, chance) => halaxy.act('delete', anAppointment(halaxy, chance)),
  pay: (halaxy, chance) => halaxy.act('pay', { invoiceId: chance.pick(idsOf(halaxy, 'Invoice')) ?? '' }),
  'create-patient': (halaxy, chance) =>
    halaxy.act('create-patient', {
      patient: { name: [{ use: 'official', family: `Made${chance.below(1e6)}`, given: ['Up'] }] },
    }),
  'update-patient': (halaxy, chance) =>
    halaxy.act('update-patient', {
      patientId: chance.pick(idsOf(halaxy, 'Patient')) ?? '',
      patient: { name: [{ use: 'official', family: `Renamed${chance.below(1e6)}`, given: ['Ada'] }] },
    }),
  'merge-patients': (halaxy, chance) => {
    const [from, into] = [chance.pick(idsOf(halaxy, 'Patient')), chance.pick(idsOf(halaxy, 'Patient'))];
    if (from && into && from !== into) halaxy.act('merge-patients', { from, into });
  },
};

const weights: Readonly<Record<string, number>> = {
  ...{ comment: 6, move: 6, status: 8, create: 4, series: 1, cancel: 5, 'no-show': 2, delete: 2, pay: 3 },
  ...{ 'create-patient': 1, 'update-patient': 3, 'merge-patients': 1 },
};
const drawn = Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name));

/** Somebody does something. Answers what. */
export function actOnce(halaxy: Halaxy, chance: Chance, nowMs: number): string {
  const name = chance.pick(drawn) ?? 'comment';
  acts[name]?.(halaxy, chance, nowMs);
  return name;
}
