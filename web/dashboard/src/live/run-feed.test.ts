import type { ToldAnswer } from '@bloom/contracts';
import { expect, test } from '@jest/globals';
import { ApiError } from '../api/api-error.ts';
import type { Snapshot } from './feed.ts';
import { type LinkHandlers, runFeed } from './run-feed.ts';
import { inOrder } from './session-list.ts';
import { changeTo, editAt, sessionAt, today, toldOf } from './testing/samples.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A gateway, an API and a clock that do what the test says, when it says so. */
function twins() {
  let nowMs = 0;
  let timers: { at: number; run: () => void }[] = [];
  const links: { handlers: LinkHandlers; since: string | undefined; closed: boolean }[] = [];
  const days: string[] = [];
  const world = {
    answer: { ok: true, position: 'p1', recovered: false, changes: [] } as ToldAnswer,
    items: [sessionAt(9)],
    refuseTicket: undefined as ApiError | undefined,
    identified: 0,
    edits: [] as string[],
    links,
    days,
    async pass(ms: number): Promise<void> {
      nowMs += ms;
      const due = timers.filter(({ at }) => at <= nowMs);
      timers = timers.filter(({ at }) => at > nowMs);
      for (const { run } of due) run();
      await settle();
    },
  };
  const feed = runFeed(today, {
    async openLink(handlers) {
      if (world.refuseTicket) throw world.refuseTicket;
      const link = { handlers, since: undefined as string | undefined, closed: false };
      links.push(link);
      return {
        subscribe(since, onAnswer) {
          link.since = since;
          onAnswer(world.answer);
        },
        close: () => {
          link.closed = true;
        },
      };
    },
    async load(date): Promise<Snapshot> {
      days.push(date);
      return { items: world.items, syncStatus: undefined, timezone: undefined };
    },
    timers: {
      now: () => nowMs,
      after(ms, run) {
        const timer = { at: nowMs + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    random: () => 0.5,
    identify: () => {
      world.identified += 1;
    },
    tellEdit: ({ id, state }) => world.edits.push(`${id} ${state}`),
    recountEdits: () => world.edits.push('recount'),
  });
  return { world, feed };
}

const shown = ({ feed }: ReturnType<typeof twins>) =>
  inOrder(feed.feed().list ?? never()).map(({ id }) => id);
function never(): never {
  throw new Error('nothing is shown');
}

test('a page connects, subscribes, loads, and shows what changes', async () => {
  const net = twins();
  await net.world.pass(0);
  expect(net.feed.feed().link).toBe('live');
  net.world.links[0]?.handlers.onChange(changeTo(sessionAt(11)));
  expect(shown(net)).toEqual(['s_9', 's_11']);
});

test('a lost link is followed by another with a new ticket, from the last position', async () => {
  const net = twins();
  await net.world.pass(0);
  net.world.links[0]?.handlers.onPosition('p5');
  net.world.links[0]?.handlers.onLost();
  expect(net.feed.feed().link).toBe('reconnecting');
  net.world.answer = { ok: true, position: 'p8', recovered: true, changes: [changeTo(sessionAt(12))] };
  await net.world.pass(500);
  expect(net.world.links[1]?.since).toBe('p5');
  expect(shown(net)).toEqual(['s_9', 's_12']);
});

test('what an old link still says is not heard', async () => {
  const net = twins();
  await net.world.pass(0);
  net.world.links[0]?.handlers.onLost();
  net.world.links[0]?.handlers.onChange(changeTo(sessionAt(14)));
  net.world.links[0]?.handlers.onLost();
  expect(shown(net)).toEqual(['s_9']);
  expect(net.feed.feed().failed).toBe(1);
});

test('a log-in that is over ends the page when no ticket is given for it', async () => {
  const net = twins();
  net.world.refuseTicket = new ApiError(401, 'TOKEN_INVALID', 'Log in again.');
  await net.world.pass(0);
  expect(net.feed.feed().link).toBe('signed_out');
});

test('changed permissions ask anew who this is', async () => {
  const net = twins();
  await net.world.pass(0);
  net.world.links[0]?.handlers.onPermissionsChanged();
  expect(net.world.identified).toBe(1);
});

test('edits that are told go to those who keep them; after a subscription without recovery all are asked for', async () => {
  const net = twins();
  await net.world.pass(0);
  net.world.links[0]?.handlers.onChange(toldOf(editAt('e_1', { state: 'saved' })));
  expect(net.world.edits).toEqual(['recount', 'e_1 saved']);
});

test('what was answered to an edit is shown', async () => {
  const net = twins();
  await net.world.pass(0);
  net.feed.show({ ...sessionAt(9, { comment: 'mine', revision: 2 }), practitionerId: 'p_1', date: today });
  expect(net.feed.feed().list?.sessions.get('s_9')?.comment).toBe('mine');
});

test('a stopped page closes its link, and neither loads nor connects again', async () => {
  const net = twins();
  await net.world.pass(0);
  net.feed.stop();
  await net.world.pass(600_000);
  expect(net.world).toMatchObject({ links: [{ closed: true }], days: [today] });
});
