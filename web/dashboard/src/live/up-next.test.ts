import { expect, test } from '@jest/globals';
import { sessionAt } from './testing/samples.ts';
import { upNext } from './up-next.ts';

const sessions = [
  sessionAt(9, { status: 'completed' }),
  sessionAt(10, { status: 'cancelled' }),
  sessionAt(11, { isUpNext: true }),
  sessionAt(13),
];
const at = (time: string): number => Date.parse(`2026-11-23T${time}:00+11:00`);

test('up next is the first open session that has not started', () => {
  expect(upNext(sessions, at('09:30'))).toBe('s_11');
});

test('it moves on as time passes, without any message', () => {
  expect(upNext(sessions, at('11:00'))).toBe('s_13');
  expect(upNext(sessions, at('13:30'))).toBeUndefined();
});
