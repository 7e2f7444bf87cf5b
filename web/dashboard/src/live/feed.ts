import type { EditView, RefusalCode, SessionOnScreen, ShownChange, ToldChange } from '@bloom/contracts';
import type { ShownFigures } from './figures.ts';
import type { SessionList, ShownSession } from './session-list.ts';

/** What Bloom knows of its own reading of Halaxy, at the time of a load. */
export type SyncStatus = {
  readonly isConnected?: boolean;
  readonly lastSuccessfulSync?: string | null;
  readonly freshnessSeconds?: number | null;
};

/** A day as REST answers it. */
export type Snapshot = {
  readonly items: readonly ShownSession[];
  readonly syncStatus: SyncStatus | undefined;
  /** The zone that the day is a day of. */
  readonly timezone: string | undefined;
  /** The practitioner's, where it is one's day. */
  readonly figures?: ShownFigures | undefined;
};

/** How this page hears of changes: `offline` after about ten attempts; `refused` is for good. */
export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused' | 'signed_out';

/** Everything a page needs to show one day and to keep it up to date. */
export type Feed = {
  readonly date: string;
  readonly link: LinkState;
  /** Since when changes do not arrive, in milliseconds; undefined while they do. */
  readonly notLiveSince: number | undefined;
  /** Failed attempts in a row. */
  readonly failed: number;
  /** The last position told: where to go on from after a break. */
  readonly position: string | undefined;
  /** The load under way, with the changes that have come since it was asked for. */
  readonly loading:
    | {
        readonly number: number;
        readonly changes: readonly ShownChange[];
      }
    | undefined;
  readonly loads: number;
  /** A load is owed: what is shown may miss something. */
  readonly owesLoad: boolean;
  readonly list: SessionList | undefined;
  readonly figures: ShownFigures | undefined;
  readonly syncStatus: SyncStatus | undefined;
  readonly timezone: string | undefined;
  readonly loadedAt: number | undefined;
  /** When a load last failed, and why, in words for a person; undefined after one that did not. */
  readonly fault: { readonly at: number; readonly words: string } | undefined;
  /** The last change that came by itself, in words, for those who hear the page. */
  readonly said: string;
  /** Sessions that changed by themselves since the day was opened, with the revision that did it. */
  readonly changed: ReadonlyMap<string, number>;
};

export type FeedEvent =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'subscribed';
      readonly position: string;
      readonly recovered: boolean;
      readonly changes: readonly ToldChange[];
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'changed'; readonly change: ToldChange }
  /** A session as the API answered an edit of it: known here before any frame tells of it. */
  | { readonly kind: 'answered'; readonly session: SessionOnScreen }
  | { readonly kind: 'moved_on'; readonly position: string }
  | { readonly kind: 'resync' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'loaded'; readonly number: number; readonly snapshot: Snapshot }
  | { readonly kind: 'load_failed'; readonly number: number; readonly words: string }
  | { readonly kind: 'day_chosen'; readonly date: string }
  | { readonly kind: 'tick' }
  /** A person, or the browser that found its network again, wants it now. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'permissions_changed' }
  | { readonly kind: 'signed_out' };

export type FeedCommand =
  | { readonly do: 'connect'; readonly afterMs: number }
  | { readonly do: 'load'; readonly number: number; readonly date: string }
  | { readonly do: 'disconnect' }
  | { readonly do: 'tell_edit'; readonly edit: EditView }
  /** What became of one's edits may have been missed: it is asked for. */
  | { readonly do: 'recount_edits' }
  /** Ask anew who this is and what they may do. */
  | { readonly do: 'identify' };

export function newFeed(date: string, nowMs: number): Feed {
  return {
    date,
    link: 'connecting',
    notLiveSince: nowMs,
    failed: 0,
    position: undefined,
    loading: undefined,
    loads: 0,
    owesLoad: true,
    list: undefined,
    figures: undefined,
    syncStatus: undefined,
    timezone: undefined,
    loadedAt: undefined,
    fault: undefined,
    said: '',
    changed: new Map(),
  };
}
