import type { EditView, SessionOnScreen, ToldAnswer, ToldChange } from '@bloom/contracts';
import { isSignedOut, wordsFor } from '../api/api-error.ts';
import { type Feed, type FeedCommand, type FeedEvent, newFeed, type Snapshot } from './feed.ts';
import { stepFeed } from './step-feed.ts';

/** One connection: what it says, until it is lost. `onLost` comes at most once, and nothing comes after it. */
export type LinkHandlers = {
  onChange(change: ToldChange): void;
  onPosition(position: string): void;
  onResync(): void;
  onSignedOut(): void;
  onPermissionsChanged(): void;
  onLost(): void;
};

export type Link = {
  /** Subscribes; `onAnswer` comes before any change that follows the answer on the wire. */
  subscribe(since: string | undefined, onAnswer: (answer: ToldAnswer) => void): void;
  close(): void;
};

export type FeedPorts = {
  /** Gets a ticket and connects. @throws ApiError when no ticket is given */
  openLink(handlers: LinkHandlers): Promise<Link>;
  load(date: string): Promise<Snapshot>;
  readonly timers: { now(): number; after(ms: number, run: () => void): () => void };
  random(): number;
  identify(): void;
  /** An edit was told of, whoever made it. */
  tellEdit(edit: EditView): void;
  recountEdits(): void;
};

export type RunningFeed = {
  feed(): Feed;
  /** Told after every change; undone by what it returns. */
  watch(listener: () => void): () => void;
  chooseDay(date: string): void;
  /** A session as the API answered an edit of it. */
  show(session: SessionOnScreen): void;
  retry(): void;
  stop(): void;
};

const tickMs = 1_000;

/** Carries out what `stepFeed` decides: the only part of the live page that waits, connects and loads. */
export function runFeed(date: string, ports: FeedPorts): RunningFeed {
  let feed = newFeed(date, ports.timers.now());
  let link: Link | undefined;
  let cancelConnect = (): void => {};
  let cancelTick = (): void => {};
  /** Which attempt speaks: what an older one still says is not heard. */
  let attempt = 0;
  let stopped = false;
  const listeners = new Set<() => void>();

  function tell(event: FeedEvent): void {
    if (stopped) return;
    const step = stepFeed(feed, event, { nowMs: ports.timers.now(), random: ports.random() });
    const isNews = step.feed !== feed;
    feed = step.feed;
    for (const command of step.commands) carryOut(command);
    if (isNews) for (const listener of [...listeners]) listener();
  }

  function carryOut(command: FeedCommand): void {
    switch (command.do) {
      case 'connect':
        disconnect();
        cancelConnect = ports.timers.after(command.afterMs, () => void connect());
        break;
      case 'load':
        void load(command.number, command.date);
        break;
      case 'disconnect':
        disconnect();
        break;
      case 'identify':
        ports.identify();
        break;
      case 'tell_edit':
        ports.tellEdit(command.edit);
        break;
      case 'recount_edits':
        ports.recountEdits();
        break;
    }
  }

  function disconnect(): void {
    attempt += 1;
    cancelConnect();
    link?.close();
    link = undefined;
  }

  async function connect(): Promise<void> {
    attempt += 1;
    const mine = attempt;
    const heard = (event: FeedEvent): void => {
      if (mine === attempt) tell(event);
    };
    try {
      const opened = await ports.openLink({
        onChange: (change) => heard({ kind: 'changed', change }),
        onPosition: (position) => heard({ kind: 'moved_on', position }),
        onResync: () => heard({ kind: 'resync' }),
        onSignedOut: () => heard({ kind: 'signed_out' }),
        onPermissionsChanged: () => heard({ kind: 'permissions_changed' }),
        onLost: () => heard({ kind: 'lost' }),
      });
      if (mine !== attempt) return opened.close();
      link = opened;
      opened.subscribe(feed.position, (answer) =>
        heard(answer.ok ? { kind: 'subscribed', ...answer } : { kind: 'refused', code: answer.code }),
      );
    } catch (error) {
      heard({ kind: isSignedOut(error) ? 'signed_out' : 'lost' });
    }
  }

  async function load(number: number, day: string): Promise<void> {
    try {
      tell({ kind: 'loaded', number, snapshot: await ports.load(day) });
    } catch (error) {
      tell(
        isSignedOut(error) ? { kind: 'signed_out' } : { kind: 'load_failed', number, words: wordsFor(error) },
      );
    }
  }

  function tick(): void {
    tell({ kind: 'tick' });
    if (!stopped) cancelTick = ports.timers.after(tickMs, tick);
  }

  tell({ kind: 'started' });
  cancelTick = ports.timers.after(tickMs, tick);

  return {
    feed: () => feed,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    chooseDay: (day) => tell({ kind: 'day_chosen', date: day }),
    show: (session) => tell({ kind: 'answered', session }),
    retry: () => tell({ kind: 'retry' }),
    stop() {
      stopped = true;
      cancelTick();
      disconnect();
    },
  };
}
