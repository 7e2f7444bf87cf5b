import { expect, test } from '@jest/globals';
import { applyChange, inOrder, listFromSnapshot } from './session-list.ts';
import { changeTo, goneAt, sessionAt, today } from './testing/samples.ts';

const nine = sessionAt(9, { revision: 5 });
const ten = sessionAt(10, { revision: 2 });
const day = listFromSnapshot([ten, nine], [], today);
const ids = (list: typeof day): string[] => inOrder(list).map(({ id }) => id);

test('a day stands by start, whatever order it came in', () => {
  expect(ids(day)).toEqual(['s_9', 's_10']);
});

test('a change above what is shown replaces it', () => {
  const next = applyChange(day, changeTo({ ...nine, status: 'completed', revision: 6 }), today);
  expect(inOrder(next)[0]).toMatchObject({ status: 'completed', revision: 6 });
});

test.each([4, 5])(
  'I4: a change of revision %i, not above the 5 that is shown, changes nothing',
  (revision) => {
    expect(applyChange(day, changeTo({ ...nine, status: 'cancelled', revision }), today)).toBe(day);
  },
);

test('I4: null takes a session off, and a late frame does not bring it back', () => {
  const gone = applyChange(day, goneAt('s_9', 7), today);
  expect(ids(gone)).toEqual(['s_10']);
  expect(applyChange(gone, changeTo({ ...nine, revision: 6 }), today)).toBe(gone);
});

test('a session that moved to another day leaves this one, and comes back when it is moved back', () => {
  const moved = applyChange(day, changeTo({ ...nine, revision: 6 }, '2026-11-24'), today);
  expect(ids(moved)).toEqual(['s_10']);
  expect(ids(applyChange(moved, changeTo({ ...nine, revision: 7 }), today))).toEqual(['s_9', 's_10']);
});

test('what came while the day was loading is applied on top, by revision, in any order', () => {
  const meanwhile = [
    changeTo({ ...nine, comment: 'older than the load', revision: 4 }),
    goneAt('s_10', 3),
    changeTo(sessionAt(11, { revision: 1 })),
  ];
  for (const changes of [meanwhile, meanwhile.toReversed()])
    expect(inOrder(listFromSnapshot([nine, ten], changes, today))).toMatchObject([
      { id: 's_9', comment: null },
      { id: 's_11' },
    ]);
});

test('a change of another kind is no session’s business', () => {
  expect(applyChange(day, { ...goneAt('s_9', 9), kind: 'invoice' }, today)).toBe(day);
});
