import { expect, test } from '@jest/globals';
import type { DeadLetter } from './dead-letter-words.ts';
import { replayLetters } from './replay-letters.ts';

const letter = (id: string, since: string, state = 'waiting'): DeadLetter => ({
  ...{ id, kind: 'session', reason: 'gave-up', lastError: null, deliveries: 0, since, state, note: null },
  givenUpAt: '2026-11-24T00:00:00.000Z',
});
const day = (hour: number) => `2026-11-23T${`${hour}`.padStart(2, '0')}:00:00.000Z`;

/** Replays as the API does: what was replayed is so from then on. */
async function replayed(letters: DeadLetter[], refused: readonly string[] = []) {
  const done: string[] = [];
  let waitedMs = 0;
  const told: string[] = [];
  const counts = await replayLetters(letters, {
    async replay(id) {
      if (refused.includes(id)) throw new Error('it was discarded already');
      done.push(id);
      letters.splice(
        0,
        letters.length,
        ...letters.map((one) => (one.id === id ? { ...one, state: 'replayed' } : one)),
      );
    },
    pause: async (ms) => {
      waitedMs += ms;
    },
    tell: (words) => void told.push(words),
  });
  return { ...counts, done, waitedMs, told };
}

test('those that wait are replayed in the order in which people made them, five a second at most', async () => {
  const letters = [
    letter('c', day(3)),
    letter('gone', day(2), 'discarded'),
    letter('a', day(1)),
    letter('b', day(2)),
  ];
  expect(await replayed(letters)).toEqual({
    ...{ replayed: 3, asked: 3, done: ['a', 'b', 'c'], waitedMs: 400, told: [] },
  });
});

test('replayed once more nothing is done', async () => {
  const letters = [letter('a', day(1)), letter('b', day(2))];
  await replayed(letters);
  expect(await replayed(letters)).toMatchObject({ replayed: 0, asked: 0, done: [], waitedMs: 0 });
});

test('one that cannot be replayed is told, and the others are', async () => {
  const counts = await replayed([letter('a', day(1)), letter('b', day(2))], ['a']);
  expect(counts).toMatchObject({ replayed: 1, asked: 2, done: ['b'], told: ['a: it was discarded already'] });
});
