import { expect, test } from '@jest/globals';
import { parseLocalDate } from '../calendar/local-date.ts';
import { parseTimeZone } from '../calendar/time-zone.ts';
import type { StatusMeaning } from '../halaxy/participant-status.ts';
import { clientInitials } from './client-initials.ts';
import { composeSessionView, noFigures } from './compose-session-view.ts';
import { findUpNext } from './find-up-next.ts';
import { kindOfStatus, shownStatus } from './shown-status.ts';

const startMs = Date.parse('2026-11-22T22:00:00Z');
const endMs = startMs + 50 * 60_000;
const zone = parseTimeZone('Australia/Sydney')!;
const date = parseLocalDate('2026-11-23')!;

test.each([
  ['scheduled', 'scheduled', 'in_progress', 'needs_review'],
  ['confirmed', 'confirmed', 'in_progress', 'needs_review'],
  ['unknown', 'scheduled', 'needs_review', 'needs_review'],
  ['completed', 'completed', 'completed', 'completed'],
  ['no_show', 'no_show', 'no_show', 'no_show'],
  ['cancelled', 'cancelled', 'cancelled', 'cancelled'],
] as const)(
  '%s shows as %s before its start, %s during it, %s after its end',
  (meaning, before, during, after) => {
    const shown = [startMs - 1, startMs, endMs - 1, endMs].map((now) =>
      shownStatus(meaning, { startMs, endMs }, now),
    );
    expect(shown).toEqual([before, during, during, after]);
  },
);

test('nothing but an attended session counts as held', () => {
  const meanings: StatusMeaning[] = ['scheduled', 'confirmed', 'no_show', 'cancelled', 'unknown'];
  for (const meaning of meanings)
    for (const now of [startMs - 1, startMs, endMs])
      expect(kindOfStatus[shownStatus(meaning, { startMs, endMs }, now)]).not.toBe('held');
});

/** A session so many minutes after the first. */
function session(id: string, minutes: number, meaning: StatusMeaning = 'scheduled') {
  return { id, meaning, startMs: startMs + minutes * 60_000, endMs: endMs + minutes * 60_000 };
}
const nine = startMs;

test.each([
  ['the first that has not started', [session('b', 60), session('a', 30)], 'a'],
  ['not one that is in progress', [session('a', 0), session('b', 60)], 'b'],
  ['not one that is cancelled', [session('a', 30, 'cancelled'), session('b', 60)], 'b'],
  [
    'not one that is attended ahead of time',
    [session('a', 30, 'completed'), session('b', 60, 'confirmed')],
    'b',
  ],
  ['one with an unknown code that is in the future', [session('a', 30, 'unknown'), session('b', 60)], 'a'],
  ['of two at once the lower id', [session('b', 30), session('a', 30)], 'a'],
  ['none when all have started', [session('a', -60), session('b', 0)], undefined],
  ['none of none', [], undefined],
] as const)('up next is %s', (_, sessions, id) => {
  expect(findUpNext(sessions, { date, zone, nowMs: nine })).toBe(id);
});

test('nothing is up next on a day that is not today in that zone', () => {
  const hobart = { date, zone, nowMs: startMs - 86_400_000 };
  expect(findUpNext([session('a', 30)], hobart)).toBeUndefined();
  // At 22:00 UTC it is the 23rd in Sydney, and still the 22nd in London.
  expect(
    findUpNext([session('a', 30)], { date, zone: parseTimeZone('Europe/London')!, nowMs: nine }),
  ).toBeUndefined();
});

test.each([
  ['Mei', 'King', 'MK'],
  ['mei', 'king', 'MK'],
  [' Mei ', '', 'M'],
  ['', '', ''],
  ["'Ata", "o'Neil", 'AO'],
  ['e\u0301lodie', 'ßen', 'ÉS'],
  ['李', '明', '李明'],
  ['42', '—', ''],
])('the initials of %j %j are %j', (givenName, familyName, initials) => {
  expect(clientInitials({ givenName, familyName })).toBe(initials);
});

const facts = {
  id: 's_7f3a',
  appointmentId: 'a_91c2',
  clientId: 'c_55d0',
  client: { givenName: 'Mei', familyName: 'King' },
  startMs,
  endMs,
  status: { meaning: 'confirmed', arrived: true },
  locationType: 'in-person',
  comment: 'prefers mornings',
  presentingIssues: ['anxiety'],
  figures: { sessionNumber: 4, mhcpRemaining: 2, mhcpTotal: 6, relationshipMonths: 3 },
  revision: 12,
} as const;

test('a session is shown in the practitioner’s zone, with initials in place of names', () => {
  const view = composeSessionView(facts, { nowMs: startMs - 1, zone, upNextId: 's_7f3a' });
  expect(view).toEqual({
    id: 's_7f3a',
    appointmentId: 'a_91c2',
    time: '9:00 AM',
    start: '2026-11-23T09:00:00+11:00',
    end: '2026-11-23T09:50:00+11:00',
    clientInitials: 'MK',
    clientId: 'c_55d0',
    sessionNumber: 4,
    presentingIssues: ['anxiety'],
    mhcpRemaining: 2,
    mhcpTotal: 6,
    relationshipMonths: 3,
    status: 'confirmed',
    arrived: true,
    isUpNext: true,
    locationType: 'in-person',
    comment: 'prefers mornings',
    revision: 12,
  });
});

test('what is not known of a session is null or empty, and an edit under way is shown with it', () => {
  const pending = {
    editId: 'e_01',
    state: 'queued',
    by: { id: 'u_2', name: 'Reception' },
    since: '2026-11-23T08:51:02Z',
  };
  const bare = { ...facts, client: undefined, comment: null, figures: noFigures, pending };
  expect(composeSessionView(bare, { nowMs: startMs, zone, upNextId: undefined })).toMatchObject({
    clientInitials: '',
    sessionNumber: null,
    mhcpRemaining: null,
    mhcpTotal: null,
    relationshipMonths: null,
    comment: null,
    status: 'in_progress',
    isUpNext: false,
    pending,
  });
});
