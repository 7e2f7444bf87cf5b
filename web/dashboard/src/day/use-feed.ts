import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Api } from '../api/create-api.ts';
import type { Feed } from '../live/feed.ts';
import { type RunningFeed, runFeed } from '../live/run-feed.ts';
import { openSocketLink } from '../live/socket-link.ts';

/** Whose sessions are shown. */
export type DayScope = { readonly kind: 'practitioner' | 'practice'; readonly id: string };

const browserTimers = {
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const watchNothing = () => () => {};

/**
 * A running feed for as long as the component is shown; undefined until it has begun. Only `date` may
 * change during its life: another scope is another component.
 */
export function useFeed(
  scope: DayScope,
  date: string,
  api: Api,
  onIdentify: () => void,
): { feed: Feed | undefined; retry: () => void } {
  const [running, setRunning] = useState<RunningFeed>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: one feed a life; the day is chosen below
  useEffect(() => {
    const channel = `${scope.kind}:${scope.id}`;
    const begun = runFeed(date, {
      openLink: async (handlers) => openSocketLink(await api.ticket(), channel, handlers),
      load: (day) =>
        scope.kind === 'practice' ? api.dayOfPractice(day) : api.dayOfPractitioner(scope.id, day),
      timers: browserTimers,
      random: Math.random,
      identify: onIdentify,
    });
    setRunning(begun);
    // The browser knows of a network that came back long before the next attempt is due.
    window.addEventListener('online', begun.retry);
    return () => {
      window.removeEventListener('online', begun.retry);
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
