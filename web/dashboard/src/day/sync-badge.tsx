import type { ReactNode } from 'react';
import type { Feed } from '../live/feed.ts';
import { clockTime } from '../words/day-words.ts';
import { type BadgeState, badgeFor, freshnessInWords } from '../words/sync-words.ts';

type SyncBadgeProps = { readonly feed: Feed; readonly now: number; readonly onRetry: () => void };

const shapes: Readonly<Record<BadgeState, ReactNode>> = {
  live: <circle cx="8" cy="8" r="5" />,
  catching_up: <path d="M8 3a5 5 0 1 1-5 5" className="line" />,
  reconnecting: <path d="M8 3a5 5 0 0 1 0 10z M8 3a5 5 0 0 0 0 10" className="half" />,
  offline: <path d="m4 4 8 8m0-8-8 8" className="line" />,
};

/** What the page knows about itself, and about Halaxy, told apart. */
export function SyncBadge({ feed, now, onRetry }: SyncBadgeProps) {
  const { state, words } = badgeFor(feed, clockTime);
  const freshness = freshnessInWords(feed.syncStatus, now);
  return (
    <div className={`badge ${state}`} data-testid="sync-badge" data-state={state}>
      <span role="status">
        <svg className="shape" viewBox="0 0 16 16" aria-hidden="true">
          {shapes[state]}
        </svg>{' '}
        {words}
      </span>
      {freshness && (
        <span className="freshness" data-testid="sync-freshness">
          {freshness}
        </span>
      )}
      {(state === 'offline' || state === 'reconnecting') && feed.failed > 0 && (
        <button type="button" data-testid="sync-retry" onClick={onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}
