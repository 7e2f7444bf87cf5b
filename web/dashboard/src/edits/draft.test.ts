import { expect, test } from '@jest/globals';
import { sessionAt, today } from '../live/testing/samples.ts';
import { commentDraft, statusDraft, timeDraft, withEnd, withStart } from './draft.ts';
import { wishOf } from './wish-of.ts';

const session = sessionAt(9, { comment: 'as it was' });
const begun = { session, timezone: 'Australia/Sydney', place: 'p' };
const at = (clock: string) => `${today}T${clock}:00+11:00`;
const time = timeDraft(begun);

test('a draft begins with what is shown', () => {
  expect(commentDraft(begun)).toMatchObject({ text: 'as it was' });
  expect(time).toMatchObject({ start: '09:00', end: '09:50' });
  expect(statusDraft(begun, 'cancelled')).toMatchObject({ charge: false });
});

test('the end follows the start until it is typed', () => {
  expect(withStart(time, '10:30')).toMatchObject({ start: '10:30', end: '11:20' });
  expect(withStart(withEnd(time, '12:00'), '10:30')).toMatchObject({ start: '10:30', end: '12:00' });
  expect(withStart(time, '')).toMatchObject({ start: '', end: '09:50' });
});

test('a comment is asked for with what its writer saw, and without the blanks around it', () => {
  expect(wishOf({ ...commentDraft(begun), text: ' new ' })).toMatchObject({
    patch: { comment: 'new', base: { comment: 'as it was' } },
    fields: { comment: 'new' },
  });
  expect(wishOf({ ...commentDraft(begun), text: '' })).toMatchObject({ patch: { comment: '' } });
});

test('a start alone keeps the length; an end that was typed is asked for', () => {
  const base = { start: session.start, end: session.end };
  expect(wishOf(withStart(time, '10:30'))).toEqual({
    kind: 'wanted',
    patch: { start: at('10:30'), base },
    fields: { time: { start: at('10:30'), end: at('11:20') } },
  });
  expect(wishOf(withEnd(time, '10:15'))).toMatchObject({ patch: { end: at('10:15'), base } });
  expect(wishOf(withStart(withEnd(time, '10:15'), '09:30'))).toMatchObject({
    patch: { start: at('09:30'), end: at('10:15'), base },
  });
});

test.each([
  ['an end before the start', withEnd(time, '08:00'), 'The end has to be after the start.'],
  ['no start', withStart(time, ''), expect.stringContaining('times of day')],
  ['no time of day', withEnd(time, '25:00'), expect.stringContaining('times of day')],
])('%s is told to whoever typed it, and asked of nobody', (_, draft, words) => {
  expect(wishOf(draft)).toEqual({ kind: 'fault', words });
});

test.each([
  ['scheduled', { status: 'scheduled' }, 'scheduled'],
  ['arrived', { status: 'confirmed', arrived: true }, 'arrived'],
  ['in progress', { status: 'in_progress' }, 'in_progress'],
] as const)('a status of a session that is seen as %s is asked for with that', (_, changes, status) => {
  const seen = sessionAt(9, changes);
  expect(wishOf(statusDraft({ ...begun, session: seen }, 'completed'))).toEqual({
    kind: 'wanted',
    patch: { status: 'completed', base: { status, arrived: seen.arrived } },
    fields: { status: 'completed' },
  });
});

test('a cancellation says whether it is charged; nothing else does', () => {
  const cancelled = statusDraft(begun, 'cancelled');
  expect(wishOf(cancelled)).toMatchObject({ patch: { status: 'cancelled', charge: false } });
  expect(wishOf({ ...cancelled, charge: true })).toMatchObject({ patch: { charge: true } });
  expect(wishOf({ ...statusDraft(begun, 'no_show'), charge: true })).not.toHaveProperty('patch.charge');
});

test('what is so already is asked of nobody', () => {
  expect(wishOf(commentDraft(begun)).kind).toBe('nothing');
  expect(wishOf(withStart(withStart(time, '10:00'), '09:00')).kind).toBe('nothing');
  expect(wishOf(statusDraft(begun, 'confirmed')).kind).toBe('nothing');
});
