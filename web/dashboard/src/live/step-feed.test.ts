import { expect, test } from '@jest/globals';
import { type Feed, type FeedEvent, newFeed } from './feed.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { inOrder } from './session-list.ts';
import { stepFeed } from './step-feed.ts';
import { changeTo, editAt, goneAt, sessionAt, today, toldOf } from './testing/samples.ts';

const nine = sessionAt(9, { revision: 5 });
const ten = sessionAt(10, { revision: 2 });
const noStatus = { syncStatus: undefined, timezone: 'Australia/Sydney' };

/** Feeds events in their order, all at one time, and keeps the commands that came of each. */
function run(events: readonly FeedEvent[], from: Feed = newFeed(today, 0), nowMs = 1_000) {
  let feed = from;
  const commands = events.map((event) => {
    const step = stepFeed(feed, event, { nowMs, random: 0.5 });
    feed = step.feed;
    return step.commands;
  });
  const shown = feed.list && inOrder(feed.list).map(({ id, revision }) => `${id}@${revision}`);
  return { feed, commands, last: commands.at(-1) ?? [], shown };
}

const subscribedAnew: FeedEvent = { kind: 'subscribed', position: 'p1', recovered: false, changes: [] };
const loadedDay = (number: number, items = [nine, ten]): FeedEvent => ({
  kind: 'loaded',
  number,
  snapshot: { items, ...noStatus },
});
const live = run([{ kind: 'started' }, subscribedAnew, loadedDay(1)]).feed;
const lost: FeedEvent = { kind: 'lost' };
const recount = { do: 'recount_edits' };

test('nothing is loaded before the channel is subscribed: what changes in between would be missed', () => {
  const { commands } = run([{ kind: 'started' }, subscribedAnew]);
  expect(commands).toEqual([
    [{ do: 'connect', afterMs: 0 }],
    [{ do: 'load', number: 1, date: today }, recount],
  ]);
});

test('a change that comes between subscription and answer is not lost, and not undone by an older answer', () => {
  const { shown } = run([
    subscribedAnew,
    { kind: 'changed', change: changeTo({ ...nine, revision: 6 }) },
    { kind: 'changed', change: goneAt('s_10', 3) },
    loadedDay(1),
  ]);
  expect(shown).toEqual(['s_9@6']);
});

test('after a break the feed goes on from the last position it was told', () => {
  const broken = run([{ kind: 'moved_on', position: 'p7' }, lost], live);
  expect(broken.feed.position).toBe('p7');
  const change = changeTo({ ...nine, revision: 8 });
  const back = run([{ kind: 'subscribed', position: 'p9', recovered: true, changes: [change] }], broken.feed);
  expect(back).toMatchObject({ shown: ['s_9@8', 's_10@2'], last: [] });
  expect(back.feed).toMatchObject({ position: 'p9', link: 'live', notLiveSince: undefined });
});

test('told that what it missed cannot be had, it loads the day anew and forgets what is gone', () => {
  const back = run([lost, { ...subscribedAnew, position: 'p40' }], live);
  expect(back.last).toEqual([{ do: 'load', number: 2, date: today }, recount]);
  const after = run([loadedDay(2, [ten])], back.feed);
  expect(after).toMatchObject({ shown: ['s_10@2'] });
  expect(after.feed.position).toBe('p40');
});

test('a break while loading owes nothing: the answer, what came before and what was recovered all count', () => {
  const { shown } = run([
    subscribedAnew,
    { kind: 'changed', change: changeTo(sessionAt(11)) },
    lost,
    { kind: 'subscribed', position: 'p2', recovered: true, changes: [goneAt('s_10', 4)] },
    loadedDay(1),
  ]);
  expect(shown).toEqual(['s_9@5', 's_11@1']);
});

test('a load that failed stays owed, even when the next subscription recovers all', () => {
  const failed = run([subscribedAnew, { kind: 'load_failed', number: 1, words: 'No answer.' }, lost]);
  const load = { kind: 'loaded', number: 2, snapshot: { items: [], ...noStatus } } as const;
  expect(failed.last).toContainEqual({ do: 'load', number: 2, date: today });
  const again = run([{ kind: 'load_failed', number: 2, words: 'No answer.' }], failed.feed).feed;
  expect(again.fault?.words).toBe('No answer.');
  const back = run([{ kind: 'subscribed', position: 'p2', recovered: true, changes: [] }], again);
  expect(back.last).toEqual([{ do: 'load', number: 3, date: today }]);
  expect(run([{ ...load, number: 3 }], back.feed).feed.fault).toBeUndefined();
});

test('a day whose renewal fails is still whole: changes went on arriving', () => {
  const renewing = run([{ kind: 'tick' }], live, 61_000);
  expect(renewing.last).toEqual([{ do: 'load', number: 2, date: today }]);
  const failed = run([{ kind: 'load_failed', number: 2, words: 'No answer.' }], renewing.feed).feed;
  expect(failed).toMatchObject({ owesLoad: false, fault: { words: 'No answer.' } });
});

test('resync loads the day again, and asks for edits: they are not in it', () => {
  expect(run([{ kind: 'resync' }], live).last).toEqual([{ do: 'load', number: 2, date: today }, recount]);
});

test('a day that was left does not appear on the one that was chosen since', () => {
  const chosen = run([{ kind: 'resync' }, { kind: 'day_chosen', date: '2026-11-24' }], live);
  expect(chosen.last).toEqual([{ do: 'load', number: 3, date: '2026-11-24' }]);
  expect(run([loadedDay(2)], chosen.feed).feed.list).toBeUndefined();
});

test('ten attempts with growing, jittered pauses; only then the page says that it is offline', () => {
  const links: string[] = [];
  const waits: number[] = [];
  let feed = live;
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const step = run([lost], feed);
    feed = step.feed;
    links.push(feed.link);
    for (const command of step.last) if (command.do === 'connect') waits.push(command.afterMs);
  }
  expect(links).toEqual([...Array(9).fill('reconnecting'), 'offline']);
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000, 60000]);
  expect(feed.notLiveSince).toBe(1_000);
});

test.each([1, 2, 5, 9, 10, 500])(
  'the pause after %i failures is between 0.2 s and 90 s, whatever the dice say',
  (failed) => {
    for (const random of [0, 0.3, 0.999]) {
      expect(reconnectDelay(failed, random)).toBeGreaterThanOrEqual(200);
      expect(reconnectDelay(failed, random)).toBeLessThanOrEqual(90_000);
    }
  },
);

test('with the socket dead the day is loaded again every five minutes, and no sooner', () => {
  const dead = run([lost], live).feed;
  expect(run([{ kind: 'tick' }], dead, 300_999).last).toEqual([]);
  expect(run([{ kind: 'tick' }], dead, 301_000).last).toEqual([{ do: 'load', number: 2, date: today }]);
});

test('a first connection that takes too long does not keep the day from being shown', () => {
  const waiting = run([{ kind: 'started' }]).feed;
  expect(run([{ kind: 'tick' }], waiting, 1_400).last).toEqual([]);
  expect(run([{ kind: 'tick' }], waiting, 1_500).last).toEqual([{ do: 'load', number: 1, date: today }]);
});

test('who is signed out sees nothing of the day, and nothing that still arrives', () => {
  const out = run([{ kind: 'signed_out' }], live);
  expect(out.last).toEqual([{ do: 'disconnect' }]);
  expect(run([{ kind: 'changed', change: changeTo(nine) }, loadedDay(2)], out.feed)).toMatchObject({
    shown: undefined,
    feed: { link: 'signed_out' },
  });
});

test('a channel that is forbidden is not asked for again; the day is still read', () => {
  const { feed, last } = run([{ kind: 'refused', code: 'CHANNEL_FORBIDDEN' }]);
  expect(feed.link).toBe('refused');
  expect(last).toEqual([{ do: 'disconnect' }, { do: 'load', number: 1, date: today }]);
});

test('a gateway that is not ready yet is asked again later', () => {
  const { feed, last } = run([{ kind: 'refused', code: 'NOT_READY' }], live);
  expect(feed.link).toBe('reconnecting');
  expect(last).toEqual([{ do: 'connect', afterMs: 500 }]);
});

test('a view that cannot be read is never shown: the day is read anew', () => {
  const change = { ...changeTo({ ...nine, revision: 9 }), view: { id: 's_9' } };
  const { shown, last } = run([{ kind: 'changed', change }], live);
  expect(shown).toEqual(['s_9@5', 's_10@2']);
  expect(last).toEqual([{ do: 'load', number: 2, date: today }]);
});

test('a change is said in words, for those who do not see it', () => {
  const cancelled = { ...nine, status: 'cancelled', revision: 6 } as const;
  expect(run([{ kind: 'changed', change: changeTo(cancelled) }], live).feed.said).toBe(
    'MK at 9:00 AM: now cancelled.',
  );
});

/** The frame that tells of a run. */
const runAt = (kind: string, state: string): FeedEvent => ({
  kind: 'changed',
  change: {
    ...{ channel: 'practitioner:p_1', position: 'p50', kind: 'run', id: 'r_1', revision: 2 },
    view: { id: 'r_1', kind, state },
  },
});

test('the end of a first sync loads the day anew: what it brought was not told one by one', () => {
  expect(run([runAt('first', 'done')], live).last).toEqual([{ do: 'load', number: 2, date: today }]);
  expect(run([runAt('first', 'running')], live).last).toEqual([]);
  expect(run([runAt('full', 'done')], live).last).toEqual([]);
});

test('a first sync that ended during a break loads the day anew as well', () => {
  const { change } = runAt('first', 'partial') as Extract<FeedEvent, { kind: 'changed' }>;
  const back = run([lost, { kind: 'subscribed', position: 'p60', recovered: true, changes: [change] }], live);
  expect(back.last).toEqual([{ do: 'load', number: 3, date: today }]);
});

test('edits that are told, or were missed, go to those who keep them, and the position passes them', () => {
  const saving = editAt('e_1', { state: 'sending' });
  const told = run([{ kind: 'changed', change: toldOf(saving) }], live);
  expect(told.last).toEqual([{ do: 'tell_edit', edit: saving }]);
  expect(told.feed).toMatchObject({ list: live.list, position: toldOf(saving).position });
  const saved = editAt('e_1', { state: 'saved', revision: 3 });
  const changes = [toldOf(saved), changeTo({ ...nine, revision: 8 })];
  const back = run([lost, { kind: 'subscribed', position: 'p9', recovered: true, changes }], live);
  expect(back).toMatchObject({ last: [{ do: 'tell_edit', edit: saved }], shown: ['s_9@8', 's_10@2'] });
});

test('an edit that cannot be read is never shown: what became of one’s edits is asked for', () => {
  const change = { ...toldOf(editAt('e_1')), view: { id: 'e_1' } as never };
  expect(run([{ kind: 'changed', change }], live).last).toEqual([recount]);
});

test('I4: the row of an edit goes when its record comes, and a late frame does not bring it back', () => {
  const booking = sessionAt(11, { id: 'edit:e_1', revision: 4 });
  const booked = sessionAt(11, { id: 's_11', revision: 1 });
  const placed = run([{ kind: 'changed', change: changeTo(booking) }], live);
  expect(placed.shown).toEqual(['s_9@5', 's_10@2', 'edit:e_1@4']);
  const replaces: FeedEvent = { kind: 'changed', change: { ...changeTo(booked), replaces: 'edit:e_1' } };
  const late: FeedEvent = { kind: 'changed', change: changeTo({ ...booking, revision: 5 }) };
  expect(run([replaces, late], placed.feed).shown).toEqual(['s_9@5', 's_10@2', 's_11@1']);
  const reloading = run([{ kind: 'resync' }, replaces, loadedDay(2, [nine, ten, booking])], placed.feed);
  expect(reloading.shown).toEqual(['s_9@5', 's_10@2', 's_11@1']);
});

test('what was answered to an edit is shown at once, neither said nor undone by a load that is older', () => {
  const session = { ...nine, comment: 'mine', revision: 6, practitionerId: 'p_1', date: today };
  const answered: FeedEvent = { kind: 'answered', session };
  const { feed, shown } = run([answered], live);
  expect([shown, feed.said, feed.changed.size, feed.position]).toEqual([['s_9@6', 's_10@2'], '', 0, 'p1']);
  expect(run([{ kind: 'resync' }, answered, loadedDay(2)], live).shown).toEqual(['s_9@6', 's_10@2']);
  const older: FeedEvent = { kind: 'answered', session: { ...session, revision: 4 } };
  expect(run([older], live).shown).toEqual(['s_9@5', 's_10@2']);
});

test('that an edit is under way is neither said nor glows: the row tells it', () => {
  const pending = { editId: 'e_1', state: 'queued', by: { id: 'u_2', name: 'Ann' }, since: nine.start };
  const { feed } = run([{ kind: 'changed', change: changeTo({ ...nine, pending, revision: 6 }) }], live);
  expect(feed.list?.sessions.get('s_9')).toMatchObject({ pending });
  expect([feed.said, feed.changed.size]).toEqual(['', 0]);
});
