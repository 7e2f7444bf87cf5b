import type { ToldAnswer } from '@bloom/contracts';
import { expect, test } from '@jest/globals';
import { answerOfBoth } from './answer-of-both.ts';
import { changeTo, editAt, goneAt, sessionAt, toldOf } from './testing/samples.ts';

type Granted = Extract<ToldAnswer, { ok: true }>;
const granted = (position: string, changes: Granted['changes'], recovered = true): Granted => ({
  ...{ ok: true, position, recovered, changes },
});
const refused = (code: 'NOT_READY' | 'CHANNEL_FORBIDDEN'): ToldAnswer => ({ ok: false, code });
const edit = toldOf(editAt('e_1'));
const change = changeTo(sessionAt(9));

test('what was missed on both channels counts, up to the position that was told last', () => {
  expect(answerOfBoth(granted('p1', [edit]), granted('p2', [change]))).toEqual(granted('p2', [edit, change]));
});

test.each([
  [true, false],
  [false, true],
])('the page is whole only where both channels are: %s and %s', (own, day) => {
  expect(answerOfBoth(granted('p1', [], own), granted('p2', [], day))).toMatchObject({ recovered: false });
});

test('one’s own channel takes no session off the day', () => {
  expect(answerOfBoth(granted('p1', [goneAt('s_9', 9)]), granted('p2', []))).toMatchObject({ changes: [] });
});

test('a channel of one’s own that is never granted does not keep the day from being live', () => {
  expect(answerOfBoth(refused('CHANNEL_FORBIDDEN'), granted('p2', [change]))).toEqual(
    granted('p2', [change]),
  );
  expect(answerOfBoth(refused('NOT_READY'), granted('p2', []))).toEqual(refused('NOT_READY'));
  expect(answerOfBoth(granted('p1', []), refused('CHANNEL_FORBIDDEN'))).toEqual(refused('CHANNEL_FORBIDDEN'));
});
