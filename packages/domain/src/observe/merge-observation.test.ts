import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Mirror, mergeObservation, type Observation } from './merge-observation.ts';

function seenAt(from: number, to: number, content: Mirror['content'], lastUpdatedMs?: number): Observation {
  return { read: { from, to }, content, lastUpdatedMs };
}
const held = seenAt(10, 12, 'b', 2_000);

test('M1: the first observation makes the mirror', () => {
  expect(mergeObservation(undefined, held)).toEqual({ kind: 'created', next: held });
});

test('M2: equal content says nothing, but raises the read interval', () => {
  expect(mergeObservation(held, seenAt(20, 21, 'b', 2_000))).toEqual({
    kind: 'same',
    next: { ...held, read: { from: 20, to: 21 } },
  });
  expect(mergeObservation(held, seenAt(1, 2, 'b', 2_000))).toEqual({ kind: 'same', next: held });
});

test('M3: a newer lastUpdated is applied, whatever the numbers, and the interval never falls', () => {
  const outcome = mergeObservation(held, seenAt(8, 9, 'c', 2_001));
  expect(outcome).toMatchObject({ kind: 'updated', next: { content: 'c', read: { from: 10, to: 12 } } });
});

test.each([
  [
    'M4: an older lastUpdated from a later read is looked at again in 10 s',
    seenAt(20, 21, 'a', 1_000),
    'doubtful',
    10_000,
  ],
  [
    'M5: two overlapping reads that differ decide nothing: we read again now',
    seenAt(11, 14, 'a', 2_000),
    'doubtful',
    0,
  ],
  ['M5: nor do they without a lastUpdated', seenAt(12, 14, 'a'), 'doubtful', 0],
] as const)('%s', (_, seen, kind, readAgainInMs) => {
  expect(mergeObservation(held, seen)).toEqual({ kind, readAgainInMs });
});

test('M4: the second look goes by number, so a lagging clock wedges nothing', () => {
  expect(mergeObservation(held, seenAt(30, 31, 'a', 1_000), true).kind).toBe('updated');
  expect(mergeObservation(held, seenAt(1, 2, 'a', 1_000), true).kind).toBe('stale');
});

test('M6: a read that ended before ours began changes nothing', () => {
  expect(mergeObservation(held, seenAt(3, 10, 'a', 2_000))).toEqual({ kind: 'stale' });
  expect(mergeObservation(held, seenAt(3, 9, 'a', 1_000))).toEqual({ kind: 'stale' });
});

/** Every order of the given observations. */
function permutations<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((one, i) => permutations(all.filter((_, j) => j !== i)).map((rest) => [one, ...rest]));
}

/** Reads that do not overlap, each after the change it saw. */
const history = [
  seenAt(1, 1, 'a', 1_000),
  seenAt(3, 3, 'b', 2_000),
  seenAt(5, 5, 'c'),
  seenAt(7, 7, 'd', 3_000),
];

test.each(permutations(history))('M7: every delivery order ends in the same record (%#)', (...delivered) => {
  let mirror: Mirror | undefined;
  for (const seen of delivered) {
    const outcome = mergeObservation(mirror, seen);
    if ('next' in outcome) mirror = outcome.next;
  }
  expect(mirror?.content).toBe('d');
});

const gone = { gone: true } as const;

test('M2: a change that was undone moves lastUpdated on, so that what lay between is no news', () => {
  const undone = mergeObservation(held, seenAt(20, 21, 'b', 3_000));
  expect(undone).toEqual({
    kind: 'same',
    next: { ...held, read: { from: 20, to: 21 }, lastUpdatedMs: 3_000 },
  });
  expect('next' in undone && mergeObservation(undone.next, seenAt(15, 16, 'c', 2_500)).kind).toBe('stale');
});

test.each([
  ['a later read that finds it gone', held, seenAt(20, 21, gone), 'updated'],
  ['an earlier read that found it gone', held, seenAt(3, 4, gone), 'stale'],
  ['a read at the same time that found it gone', held, seenAt(11, 14, gone), 'doubtful'],
  ['a second read that finds it gone', seenAt(10, 12, gone), seenAt(20, 21, { gone: true }), 'same'],
  ['a later read that finds it again', seenAt(10, 12, gone), seenAt(20, 21, 'b', 1_000), 'updated'],
  ['an earlier read that still found it', seenAt(10, 12, gone), seenAt(3, 4, 'b', 9_000), 'stale'],
] as const)('M6: by number, %s is judged', (_, mine, seen, kind) => {
  expect(mergeObservation(mine, seen).kind).toBe(kind);
});

/** Reads one after the other of a record that is changed, changed back, deleted and restored, one time a second. */
const histories = fc
  .array(
    fc.record({
      content: fc.constantFrom<Mirror['content']>('a', 'b', 'c', gone),
      tellsUpdated: fc.boolean(),
      pause: fc.integer({ min: 1, max: 3 }),
      length: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((steps) => {
    let number = 0;
    let updatedMs = 0;
    let before: Mirror['content'] | undefined;
    return steps.map(({ content, tellsUpdated, pause, length }) => {
      if (content !== before) updatedMs += 1_000;
      before = content;
      const from = number + pause;
      number = from + length;
      return seenAt(from, number, content, tellsUpdated && content !== gone ? updatedMs : undefined);
    });
  });

/** A history, and an order in which it is delivered, some of it twice. */
const deliveries = histories.chain((told) =>
  fc.tuple(
    fc.constant(told),
    fc
      .subarray(told)
      .chain((again) => fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length })),
  ),
);

test('M7: with changes undone, deletions and doubled deliveries too, every order ends as the last read says', () => {
  fc.assert(
    fc.property(deliveries, ([told, delivered]) => {
      let mirror: Mirror | undefined;
      for (const seen of delivered) {
        const outcome = mergeObservation(mirror, seen);
        expect(outcome.kind).not.toBe('doubtful');
        if ('next' in outcome) mirror = outcome.next;
      }
      expect(mirror?.content).toEqual(told.at(-1)?.content);
      expect(mirror?.read).toEqual(told.at(-1)?.read);
    }),
    { numRuns: 2_000 },
  );
});

test('I4: applied again, an observation changes nothing', () => {
  for (const seen of history) {
    const once = mergeObservation(held, seen);
    if ('next' in once) expect(mergeObservation(once.next, seen).kind).toBe('same');
  }
});
