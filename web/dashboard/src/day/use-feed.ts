import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Api } from '../api/create-api.ts';
import type { RunningEdits } from '../edits/run-edits.ts';
import { browserTimers } from '../live/browser-timers.ts';
import type { Feed } from '../live/feed.ts';
import { type RunningFeed, runFeed } from '../live/run-feed.ts';
import { openSocketLink } from '../live/socket-link.ts';

/** Whose sessions are shown. */
export type DayScope = { readonly kind: 'practitioner' | 'practice'; readonly id: string };

/** The person whose page it is, and what becomes of their edits. */
export type FeedOwner = { readonly me: string; readonly desk: RunningEdits };

const watchNothing = () => () => {};

/**
 * A running feed for as long as the component is shown; undefined until it has begun. Only `date` may
 * change during its life: another scope is another component.
 */
export function useFeed(
  scope: DayScope,
  date: string,
  api: Api,
  { me, desk }: FeedOwner,
  onIdentify: () => void,
): { feed: Feed | undefined; retry: () => void } {
  const [running, setRunning] = useState<RunningFeed>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: one feed a life; the day is chosen below
  useEffect(() => {
    const channels = { day: `${scope.kind}:${scope.id}`, own: `user:${me}` };
    const begun = runFeed(date, {
      openLink: async (handlers) => openSocketLink(await api.ticket(), channels, handlers),
      load: (day) =>
        scope.kind === 'practice' ? api.dayOfPractice(day) : api.dayOfPractitioner(scope.id, day),
      timers: browserTimers,
      random: Math.random,
      identify: onIdentify,
      tellEdit: desk.tell,
      recountEdits: desk.recount,
    });
    setRunning(begun);
    const leave = desk.join({ show: begun.show, renew: begun.retry });
    // The browser knows of a network that came back long before the next attempt is due.
    window.addEventListener('online', begun.retry);
    return () => {
      window.removeEventListener('online', begun.retry);
      leave();
      begun.stop();
      setRunning(undefined);
    };
  }, []);

  useEffect(() => {
    if (running && running.feed().date !== date) running.chooseDay(date);
  }, [running, date]);

  const feed = useSyncExternalStore(running?.watch ?? watchNothing, () => running?.feed());
  return { feed, retry: () => running?.retry() };
}
