import type { FieldMerge } from './merge-fields.ts';
import { writeLivesMs } from './write-schedule.ts';

/**
 * Where an edit stands on its way to Halaxy.
 *
 * `ready`: to be looked at and sent · `sent`: it was written down that a request leaves · `accepted`: Halaxy said yes, and
 * has yet to show it · `unknown`: the request may have had its effect or not · the rest: over.
 */
export const writeStates = [
  'ready',
  'sent',
  'accepted',
  'unknown',
  'saved',
  'conflict',
  'refused',
  'failed',
] as const;

export type WriteState = (typeof writeStates)[number];

/** Why an edit ended without what was wanted, for a person to act on. */
export type WriteReason =
  /** Halaxy has the record no more. */
  | 'gone'
  /** Halaxy understood, and did not take it. */
  | 'rejected'
  /** It could not be carried within a day, or ten times. */
  | 'gave-up'
  /** The same, and what became of its last request nobody knows. */
  | 'unanswered'
  /** Halaxy said yes, and never showed it. */
  | 'not-shown'
  /** Several records could be the one that a lost answer made. */
  | 'ambiguous';

/** An edit on its way. Times are milliseconds UTC. */
export type Write = {
  readonly state: WriteState;
  /** Fields about which nothing is decided yet; those that Halaxy has; those that somebody else changed. */
  readonly open: readonly string[];
  readonly saved: readonly string[];
  readonly lost: readonly string[];
  readonly reason: WriteReason | null;
  readonly deliveries: number;
  readonly sinceMs: number;
  readonly dueAtMs: number;
  /** When the last request left. */
  readonly sentAtMs: number | null;
  /** When Halaxy said yes, and how often it was looked at since; `lateLooks` counts from the end of the first 10 s. */
  readonly acceptedAtMs: number | null;
  readonly looks: number;
  readonly lateLooks: number;
  /** How often a record that it makes was looked for, or the record that it changes was not found, in a row. */
  readonly misses: number;
};

export type WriteEvent =
  /** A look at the record: what it means for the open fields. */
  | { readonly kind: 'seen'; readonly merge: FieldMerge }
  /** A request is about to leave. */
  | { readonly kind: 'sending' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected' }
  /** Nothing had an effect: the circuit, the budget, a gate or our credentials kept it back. */
  | { readonly kind: 'held'; readonly waitMs: number }
  /** No answer, or one that does not tell whether there was an effect. */
  | { readonly kind: 'lost'; readonly answered: boolean }
  /** A look did not find the record; of a record to be made: nothing that could be it. */
  | { readonly kind: 'missing' }
  /** One record, and one alone, is what a lost answer made. */
  | { readonly kind: 'found' }
  | { readonly kind: 'ambiguous' }
  /** Whoever sent it is gone, and nobody knows what became of it; or its time is over. */
  | { readonly kind: 'orphaned' }
  | { readonly kind: 'expired' };

export function newWrite(fields: readonly string[], nowMs: number): Write {
  return {
    state: 'ready',
    open: fields,
    saved: [],
    lost: [],
    reason: null,
    deliveries: 0,
    sinceMs: nowMs,
    dueAtMs: nowMs,
    sentAtMs: null,
    acceptedAtMs: null,
    looks: 0,
    lateLooks: 0,
    misses: 0,
  };
}

export function isOver({ state }: Pick<Write, 'state'>): boolean {
  return state === 'saved' || state === 'conflict' || state === 'refused' || state === 'failed';
}

/** Whether its day is over: what waits for the answer of a request, or for Halaxy to show it, has a time of its own. */
export function isExpired({ state, sinceMs }: Write, nowMs: number): boolean {
  return (state === 'ready' || state === 'unknown') && nowMs - sinceMs >= writeLivesMs;
}
