import { expect, test } from '@jest/globals';
import { newFeed } from './feed.ts';
import { stepFeed } from './step-feed.ts';
import { figuresAt, sessionAt, today } from './testing/samples.ts';

const at = { nowMs: 1_000, random: 0.5 };
const nine = sessionAt(9, { revision: 5, sessionNumber: 4 });
const weekly = (completed: number) => figuresAt(completed).view as never as { weeklyStats: object };
const loadedWith = (completed: number | undefined) => ({
  kind: 'loaded' as const,
  number: 1,
  snapshot: {
    items: [nine],
    syncStatus: undefined,
    timezone: 'Australia/Sydney',
    figures: completed === undefined ? undefined : (weekly(completed) as never),
  },
});
const loading = stepFeed(
  newFeed(today, 0),
  { kind: 'subscribed', position: 'p1', recovered: false, changes: [] },
  at,
).feed;

test('figures come with the day, and follow what changes; sessions keep their revision', () => {
  const loaded = stepFeed(loading, loadedWith(3), at).feed;
  expect(loaded.figures?.weeklyStats.currentSessions).toBe(3);
  const change = figuresAt(4, { sessions: { s_9: { sessionNumber: 5, mhcpRemaining: 1, mhcpTotal: 6 } } });
  const { feed } = stepFeed(loaded, { kind: 'changed', change }, at);
  expect(feed.figures?.weeklyStats.currentSessions).toBe(4);
  expect(feed.list?.sessions.get('s_9')).toMatchObject({ sessionNumber: 5, mhcpRemaining: 1, revision: 5 });
  expect(feed.position).toBe(change.position);
});

test('figures that come while the day is loading are not undone by its older answer', () => {
  const told = stepFeed(loading, { kind: 'changed', change: figuresAt(4) }, at).feed;
  expect(stepFeed(told, loadedWith(3), at).feed.figures?.weeklyStats.currentSessions).toBe(4);
});

test.each([
  ['of another day', figuresAt(9, { date: '2026-11-24' })],
  ['that cannot be read', { ...figuresAt(9), view: { date: today } }],
  ['of somebody who is gone', { ...figuresAt(9), view: null }],
])('figures %s change nothing that is shown', (_, change) => {
  const loaded = stepFeed(loading, loadedWith(3), at).feed;
  const { feed, commands } = stepFeed(loaded, { kind: 'changed', change }, at);
  expect([feed.figures, feed.list, commands]).toEqual([loaded.figures, loaded.list, []]);
});

test('on another day the figures of the old one are not shown', () => {
  const loaded = stepFeed(loading, loadedWith(3), at).feed;
  expect(stepFeed(loaded, { kind: 'day_chosen', date: '2026-11-24' }, at).feed.figures).toBeUndefined();
});
