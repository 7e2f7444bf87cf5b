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

/** How the diary is listed whole, to find what was deleted: so many days back and ahead of today in the practice's zone. */
export type DiaryListing = {
  readonly zone: TimeZone;
  readonly daysBack: number;
  readonly daysAhead: number;
  /** No more often than this, milliseconds. */
  readonly everyMs: number;
};

/** `_lastUpdated` is asked for from the cursor on; the offset's plus sign must be percent-encoded. */
function since(ms: number): string {
  return `_lastUpdated=ge${new Date(ms).toISOString().replace('Z', '%2B00:00')}`;
}

/** The slice that lists the diary. */
const diary = 'diary';

/** Appointments of these days, both inclusive. */
const between = (first: LocalDate, last: LocalDate): string => `date=ge${first}&date=le${last}`;

/**
 * The next run of a practice: at first everything that Halaxy lists, afterwards what changed since the cursors, and with
 * it now and then the catalogue. A type without a cursor is listed whole. A run is `full` where the diary is listed as
 * well: what it had to show and did not is looked for.
 */
export function planRun(status: SyncStatusDocument, listing?: DiaryListing): NewRun {
  const nowMs = status.lastAttemptAtMs ?? 0;
  const catalogue = catalogueTypes.filter(
    (type) => nowMs - (status.listedAtMs?.[type] ?? 0) >= catalogueEveryMs,
  );
  const changing = changingTypes.map((type) => {
    const cursor = status.cursors[type];
    return { id: type, type, query: cursor === undefined ? '' : since(cursor) };
  });
  const slices = [...catalogue.map((type) => ({ id: type, type, query: '' })), ...changing];
  const practice = status._id;
  if (!status.firstSyncDone) return { practice, kind: 'first', slices };
  if (listing === undefined || nowMs - (status.listedAtMs?.[diary] ?? 0) < listing.everyMs)
    return { practice, kind: 'incremental', slices };
  const { first, last, census } = daysOf(listing, nowMs);
  const listed = [
    { id: diary, type: 'Appointment', query: between(first, last) },
    { id: 'missing', type: 'Appointment', query: '', census },
  ];
  return { practice, kind: 'full', slices: [...slices, ...listed] };
}

/** The days that are listed. What starts on the first or the last of them is not missed: Halaxy may count days in another zone. */
function daysOf({ zone, daysBack, daysAhead }: DiaryListing, nowMs: number) {
  const today = localDateOf(nowMs, zone);
  const [first, last] = [addDays(today, -daysBack), addDays(today, daysAhead)];
  const census = {
    fromMs: dayBounds(addDays(first, 1), zone).fromMs,
    untilMs: dayBounds(last, zone).fromMs,
  };
  return { first, last, census };
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

/** A practitioner's diary under each of their roles. */
export function planPractitioner(
  practice: string,
  { practitionerId, roleIds }: { readonly practitionerId: string; readonly roleIds: readonly string[] },
  listing: DiaryListing,
  nowMs: number,
): NewRun {
  const { first, last, census } = daysOf(listing, nowMs);
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
      { id: 'missing', type: 'Appointment', query: '', census: { ...census, practitionerId } },
    ],
  };
}
