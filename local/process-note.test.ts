import { expect, test } from '@jest/globals';
import { isRunning, parseStartedTicks, startedTicks } from './process-note.ts';

const tail = 'S 1 12 12 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 7 0 998877 1000 10';

test('the start is found behind a command that holds blanks and parentheses', () => {
  expect(parseStartedTicks(`12 (a (b) c) ${tail}`)).toBe('998877');
});

test('a zombie counts as gone', () => {
  expect(parseStartedTicks(`12 (java) ${tail.replace('S', 'Z')}`)).toBeUndefined();
});

test('a pid that was given to another process is not the one that was noted', () => {
  const ticks = startedTicks(process.pid) ?? '';
  expect(isRunning({ pid: process.pid, startedTicks: ticks })).toBe(true);
  expect(isRunning({ pid: process.pid, startedTicks: `${ticks}1` })).toBe(false);
});

test('who was never noted does not run', () => {
  expect(isRunning(undefined)).toBe(false);
});
