import { expect, test } from '@jest/globals';
import { type Feed, newFeed } from '../live/feed.ts';
import { badgeFor, durationInWords, freshnessInWords } from './sync-words.ts';

const clock = (ms: number): string => `t${ms}`;
const feed: Feed = { ...newFeed('2026-11-23', 0), notLiveSince: 7 };
const live: Feed = { ...feed, link: 'live', notLiveSince: undefined };

test('I13: the badge says "live" only while changes arrive and nothing is owed', () => {
  expect(badgeFor({ ...live, owesLoad: false }, clock)).toEqual({ state: 'live', words: 'Live' });
  expect(badgeFor({ ...live, owesLoad: true }, clock).state).toBe('catching_up');
});

test.each([
  ['connecting', 'reconnecting', 'Connecting…'],
  ['reconnecting', 'reconnecting', 'Reconnecting… not live since t7'],
  ['offline', 'offline', 'Offline since t7'],
  ['refused', 'offline', 'Not live since t7'],
] as const)('a link that is %s shows as %s, with since when', (link, state, words) => {
  expect(badgeFor({ ...feed, link, owesLoad: false }, clock)).toEqual({ state, words });
});

test('freshness is told as it is known, and not at all where nothing is', () => {
  const read = { lastSuccessfulSync: '2026-11-23T00:00:00Z' };
  const now = Date.parse('2026-11-23T00:12:30Z');
  expect(freshnessInWords(read, now)).toBe('Halaxy read 12 min ago');
  expect(freshnessInWords({ ...read, isConnected: false }, now)).toContain(
    'not reachable; last read 12 min ago',
  );
  expect(freshnessInWords({ lastSuccessfulSync: null }, now)).toBe('Halaxy was not read yet');
  expect(freshnessInWords(undefined, now)).toBeUndefined();
});

test.each([
  [-5_000, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [172_800_000, '2 days'],
])('%i ms are "%s"', (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});
