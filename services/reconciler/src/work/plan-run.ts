import {
  addDays,
  catalogueTypes,
  dayBounds,
  filterQuery,
  isListingDue,
  type ListingFilter,
  type LocalDate,
  localDateOf,
  type TimeZone,
} from '@bloom/domain';
import type { Census, NewRun, SyncStatusDocument } from '@bloom/store';

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

/** How the diary is listed whole, to find what was deleted: so many days back and ahead of today in the practice's zone. */
export type DiaryListing = {
  readonly zone: TimeZone;
  readonly daysBack: number;
  readonly daysAhead: number;
  /** No more often than this, milliseconds. */
  readonly everyMs: number;
};

/** The slice that lists the diary, and the one that compares the ids of all patients. */
export const diarySlice = 'diary';
export const rosterSlice = 'patient-ids';
/** Patients go without a word: once a day their ids are compared. */
const rosterEveryMs = 24 * 60 * 60_000;
/** Of these no list by days tells what is gone: each is listed whole once a day, one with a listing of the diary. */
export const wholeTypes = ['Invoice', 'InvoiceLine', 'Referral'] as const;
export const wholeList = (type: string): string => `whole-${type}`;

type NewSlice = NewRun['slices'][number];

const list = (id: string, type: string, filter?: ListingFilter): NewSlice => ({
  id,
  type,
  query: filter ? filterQuery(filter) : '',
  ...(filter ? { filter } : {}),
});

/**
 * The next run of a practice: at first everything that Halaxy lists, afterwards what changed since the cursors, and with
 * it now and then the catalogue. A type without a cursor is listed whole. A run is `full` where the diary is listed as
 * well: what it had to show and did not is looked for.
 */
export function planRun(status: SyncStatusDocument, listing?: DiaryListing): NewRun {
  const { _id: practice, lastAttemptAtMs, cursors, listedAtMs = {} } = status;
  const nowMs = lastAttemptAtMs ?? 0;
  const isDue = (id: string, everyMs: number) =>
    isListingDue({ nowMs, lastMs: listedAtMs[id] ?? 0, everyMs, practice });
  const slices = [
    ...catalogueTypes.filter((type) => isDue(type, catalogueEveryMs)).map((type) => list(type, type)),
    ...changingTypes.map((type) => {
      const sinceMs = cursors[type];
      return list(type, type, sinceMs === undefined ? undefined : { sinceMs });
    }),
  ];
  if (!status.firstSyncDone) return { practice, kind: 'first', slices };
  if (listing === undefined || !isDue(diarySlice, listing.everyMs))
    return { practice, kind: 'incremental', slices };
  const { days, census } = daysOf(listing, nowMs);
  const roster: NewSlice = { id: rosterSlice, type: 'Patient', query: '', roster: true };
  const whole = wholeTypes.find((type) => isDue(wholeList(type), rosterEveryMs));
  return {
    practice,
    kind: 'full',
    slices: [
      ...slices,
      list(diarySlice, 'Appointment', days),
      // Before the long lists: who sees a session go waits for nothing else.
      missingOf(census),
      ...(isDue(rosterSlice, rosterEveryMs) ? [roster] : []),
      ...(whole ? [list(wholeList(whole), whole), goneOf(whole)] : []),
    ],
  };
}

/** The days that are listed. What starts on the first or the last of them is not missed: Halaxy may count days in another zone. */
function daysOf({ zone, daysBack, daysAhead }: DiaryListing, nowMs: number) {
  const today = localDateOf(nowMs, zone);
  const days = { firstDay: addDays(today, -daysBack), lastDay: addDays(today, daysAhead) };
  const census = {
    fromMs: dayBounds(addDays(days.firstDay, 1), zone).fromMs,
    untilMs: dayBounds(days.lastDay, zone).fromMs,
  };
  return { days, census };
}

/** The slice that looks for what the whole list of a type had to show. */
function goneOf(type: string): NewSlice {
  return { id: `gone-${type}`, type, query: '', whole: true };
}

/** The slice that looks for what the lists of appointments had to show. */
function missingOf(census: Census): NewSlice {
  return { id: 'missing', type: 'Appointment', query: '', census };
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
      list('Appointment', 'Appointment', { firstDay: addDays(date, -1), lastDay: addDays(date, 1) }),
      missingOf({ fromMs, untilMs: toMs }),
    ],
  };
}

/** A practitioner's diary under each of their roles. */
export function planPractitioner(
  practice: string,
  { practitionerId, roleIds }: { readonly practitionerId: string; readonly roleIds: readonly string[] },
  listing: DiaryListing,
  nowMs: number,
): NewRun {
  const { days, census } = daysOf(listing, nowMs);
  return {
    practice,
    kind: 'practitioner',
    about: { practitionerId },
    slices: [
      ...roleIds.map((roleId) => list(`Appointment of ${roleId}`, 'Appointment', { roleId, ...days })),
      missingOf({ ...census, practitionerId }),
    ],
  };
}
