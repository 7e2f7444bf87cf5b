import type { Feed, SyncStatus } from '../live/feed.ts';

export type BadgeState = 'live' | 'catching_up' | 'reconnecting' | 'offline';
export type Badge = { readonly state: BadgeState; readonly words: string };

/**
 * What the page may claim about itself. It says "live" only while changes arrive and nothing is owed: a
 * day that is still loading, or that could not be, is not live however well the socket is.
 *
 * @param clockTime an instant as the time of day people read
 */
export function badgeFor(feed: Feed, clockTime: (ms: number) => string): Badge {
  const since = feed.notLiveSince === undefined ? '' : ` since ${clockTime(feed.notLiveSince)}`;
  switch (feed.link) {
    case 'live':
      return feed.owesLoad
        ? { state: 'catching_up', words: 'Catching up…' }
        : { state: 'live', words: 'Live' };
    case 'connecting':
      return { state: 'reconnecting', words: 'Connecting…' };
    case 'reconnecting':
      return { state: 'reconnecting', words: `Reconnecting… not live${since}` };
    case 'offline':
    case 'refused':
      return { state: 'offline', words: `${feed.link === 'offline' ? 'Offline' : 'Not live'}${since}` };
    case 'signed_out':
      return { state: 'offline', words: 'Logged out' };
  }
}

/** How fresh Halaxy's side is, as far as this page was told; undefined when it was told nothing. */
export function freshnessInWords(status: SyncStatus | undefined, nowMs: number): string | undefined {
  if (!status) return undefined;
  const { lastSuccessfulSync: last, isConnected } = status;
  if (!last) return 'Halaxy was not read yet';
  const ago = durationInWords(nowMs - Date.parse(last));
  return isConnected === false ? `Halaxy is not reachable; last read ${ago} ago` : `Halaxy read ${ago} ago`;
}

/** Rounded down, in the largest unit that fits; never negative, since clocks differ. */
export function durationInWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return 'less than a minute';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
