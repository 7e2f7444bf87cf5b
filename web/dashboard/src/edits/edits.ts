import type { EditView } from '@bloom/contracts';
import type { Draft } from './draft.ts';
import type { Fields, SessionPatch } from './wish-of.ts';

/** An edit that Bloom has not taken yet, as far as this page knows. */
export type Outgoing = {
  /** Its Idempotency-Key: however often it is sent, it is one edit. */
  readonly key: string;
  readonly draft: Draft;
  readonly patch: SessionPatch;
  readonly fields: Fields;
  /** `waiting` for its turn; `unsent` until it is tried again; `turned_away` for good, with words. */
  readonly stage: 'waiting' | 'sending' | 'unsent' | 'turned_away';
  /** Attempts in a row that nobody answered. */
  readonly failed: number;
  /** When it is tried again, in milliseconds. */
  readonly dueAt: number;
  readonly words: string;
};

/** One of the person's edits as Bloom last told it, made on this page or on another. */
export type KnownEdit = {
  readonly edit: EditView;
  /** When it was last heard of or asked for, in milliseconds. */
  readonly freshAt: number;
  /** Nothing of it needs to be told any more. */
  readonly isQuiet: boolean;
  /** What was asked of Bloom about it, and is not answered. */
  readonly asking: 'seen' | 'retry' | undefined;
  /** Why what was last asked did not work, in words. */
  readonly fault: string | undefined;
};

/** What a person writes, what of it is on its way, and what became of it. */
export type Edits = {
  /** Who edits: other people's edits are not kept here. */
  readonly me: string;
  /** At most one of each session, by its id. */
  readonly drafts: ReadonlyMap<string, Draft>;
  /** In the order in which they were made. */
  readonly outgoing: readonly Outgoing[];
  readonly known: ReadonlyMap<string, KnownEdit>;
  /** When those that did not succeed are to be listed again, where they could not be. */
  readonly listDueAt: number | undefined;
};

export type EditsEvent =
  | { readonly kind: 'started' }
  | { readonly kind: 'opened'; readonly draft: Draft }
  | { readonly kind: 'typed'; readonly draft: Draft }
  | { readonly kind: 'given_up'; readonly sessionId: string }
  | { readonly kind: 'submitted'; readonly sessionId: string; readonly key: string }
  | { readonly kind: 'answered'; readonly key: string; readonly edit: EditView }
  | { readonly kind: 'turned_away'; readonly key: string; readonly words: string }
  /** Nobody answered, or who did could not: whether it was taken is not known. */
  | { readonly kind: 'unreached'; readonly key: string }
  /** What was turned away goes once more, as another edit. */
  | { readonly kind: 'sent_again'; readonly key: string; readonly newKey: string }
  | { readonly kind: 'edited_again'; readonly key: string }
  | { readonly kind: 'left'; readonly key: string }
  | { readonly kind: 'told'; readonly edit: EditView }
  /** The answer to a look, which no frame would have brought. */
  | { readonly kind: 'looked'; readonly edit: EditView }
  | { readonly kind: 'listed'; readonly edits: readonly EditView[] }
  | { readonly kind: 'list_failed' }
  /** Some of what became of edits may have been missed. */
  | { readonly kind: 'recount' }
  | {
      readonly kind: 'asked';
      readonly id: string;
      readonly what: 'seen' | 'retry';
      readonly key: string;
    }
  /** What was asked was done: `edit` is the one taken note of, or the new one. */
  | { readonly kind: 'done'; readonly id: string; readonly edit: EditView }
  | { readonly kind: 'ask_failed'; readonly id: string; readonly words: string }
  | { readonly kind: 'tick' }
  /** The browser found its network again. */
  | { readonly kind: 'online' };

export type EditsCommand =
  | {
      readonly do: 'send';
      readonly key: string;
      readonly sessionId: string;
      readonly patch: SessionPatch;
    }
  | { readonly do: 'list' }
  | { readonly do: 'look'; readonly id: string }
  | { readonly do: 'take_note'; readonly id: string }
  | { readonly do: 'ask'; readonly what: 'seen' | 'retry'; readonly id: string; readonly key: string }
  /** What the day shows of it may be what was wanted and is not so. */
  | { readonly do: 'renew_day' };

export function newEdits(me: string): Edits {
  return { me, drafts: new Map(), outgoing: [], known: new Map(), listDueAt: undefined };
}

export function isUnderWay({ state }: EditView): boolean {
  return state === 'queued' || state === 'sending';
}

/** It ended without all that was wanted, and whoever made it has not taken note of that. */
export function isUnsaved({ edit, isQuiet }: KnownEdit): boolean {
  return !isQuiet && !isUnderWay(edit) && edit.state !== 'saved';
}
