import {
  addDays,
  catalogueTypes,
  dayBounds,
  type LocalDate,
  localDateOf,
  type TimeZone,
} from '@bloom/domain';
import type { NewRun, SyncStatusDocument } from '@bloom/store';

/**
 * What changes from hour to hour, in the order in which it is needed: who and what is named by others comes first, and
 * what an appointment names is held before it is read.
 */
const changingTypes = [
  'Practitioner',
  'PractitionerRole',
  'Patient',
  'Invoice',
  'Appointment',
  'InvoiceLine',
  'Referral',
] as const;

/** What a practice changes now and then is listed whole so often. */
const catalogueEveryMs = 60 * 60_000;

/** A practitioner's diary is read so far back, and so far ahead. */
const diaryDays = { back: 30, ahead: 90 } as const;

/** `_lastUpdated` is asked for from the cursor on; the offset's plus sign must be percent-encoded. */
function since(ms: number): string {
  return `_lastUpdated=ge${new Date(ms).toISOString().replace('Z', '%2B00:00')}`;
}

/** Appointments of these days, both inclusive. */
const between = (first: LocalDate, last: LocalDate): string => `date=ge${first}&date=le${last}`;

/**
 * The next run of a practice: at first everything that Halaxy lists, afterwards what changed since the cursors, and with
 * it now and then the catalogue. A type without a cursor is listed whole.
 */
export function planRun(status: SyncStatusDocument): NewRun {
  const nowMs = status.lastAttemptAtMs ?? 0;
  const catalogue = catalogueTypes.filter(
    (type) => nowMs - (status.listedAtMs?.[type] ?? 0) >= catalogueEveryMs,
  );
  const changing = changingTypes.map((type) => {
    const cursor = status.cursors[type];
    return { id: type, type, query: cursor === undefined ? '' : since(cursor) };
  });
  const slices = [...catalogue.map((type) => ({ id: type, type, query: '' })), ...changing];
  return { practice: status._id, kind: status.firstSyncDone ? 'incremental' : 'first', slices };
}

/**
 * Everything in the diary of one day of the practice's zone. Halaxy may count days in another zone: the days around it
 * are listed too, and only what starts within the day itself is missed when it is not shown.
 */
export function planDay(practice: string, date: LocalDate, zone: TimeZone): NewRun {
  const { fromMs, toMs } = dayBounds(date, zone);
  return {
    practice,
    kind: 'day',
    about: { date },
    slices: [
      { id: 'Appointment', type: 'Appointment', query: between(addDays(date, -1), addDays(date, 1)) },
      { id: 'missing', type: 'Appointment', query: '', census: { fromMs, untilMs: toMs } },
    ],
  };
}

/**
 * A practitioner's diary under each of their roles, a month back and three ahead. What starts on the first or the last
 * of these days is not missed: Halaxy may count days in another zone.
 */
export function planPractitioner(
  practice: string,
  { practitionerId, roleIds }: { readonly practitionerId: string; readonly roleIds: readonly string[] },
  { nowMs, zone }: { readonly nowMs: number; readonly zone: TimeZone },
): NewRun {
  const today = localDateOf(nowMs, zone);
  const [first, last] = [addDays(today, -diaryDays.back), addDays(today, diaryDays.ahead)];
  const census = {
    fromMs: dayBounds(addDays(first, 1), zone).fromMs,
    untilMs: dayBounds(last, zone).fromMs,
    practitionerId,
  };
  return {
    practice,
    kind: 'practitioner',
    about: { practitionerId },
    slices: [
      ...roleIds.map((roleId) => ({
        id: `Appointment of ${roleId}`,
        type: 'Appointment',
        query: `practitioner-role=${roleId}&${between(first, last)}`,
      })),
      { id: 'missing', type: 'Appointment', query: '', census },
    ],
  };
}
