import type { FieldMerge } from './merge-fields.ts';
import {
  deliveriesMax,
  nextDeliveryInMs,
  nextLookInMs,
  readBackMs,
  settleMs,
  writeDeadlineMs,
  writeLivesMs,
} from './write-schedule.ts';

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

type Step = (write: Write, event: never, nowMs: number) => Write;
type Steps = {
  readonly [K in WriteEvent['kind']]: (
    write: Write,
    event: Extract<WriteEvent, { kind: K }>,
    nowMs: number,
  ) => Write;
};

/** Two looks that do not find a record tell that it is gone; one may be a gateway's mood. */
const missesMax = 2;
const missedAgainMs = 2_000;

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

const stays = (write: Write): Write => write;
const end = (write: Write, state: WriteState, reason: WriteReason | null = null): Write => ({
  ...write,
  state,
  reason,
});
const later = (write: Write, event: { readonly waitMs: number }, nowMs: number): Write => ({
  ...write,
  dueAtMs: nowMs + event.waitMs,
});

/** What is decided of the open fields; over when nothing is open. */
function decide(write: Write, { done, asSeen, other }: FieldMerge): Write {
  const next = {
    ...write,
    open: [...asSeen],
    saved: [...write.saved, ...done],
    lost: [...write.lost, ...other],
    misses: 0,
  };
  if (next.open.length > 0) return next;
  return end(next, next.lost.length > 0 ? 'conflict' : 'saved');
}

/** The record was not found: once may be a mood, twice is gone. */
function missed(write: Write, _: unknown, nowMs: number): Write {
  const misses = write.misses + 1;
  if (misses >= missesMax) return end({ ...write, misses }, 'refused', 'gone');
  return { ...write, misses, dueAtMs: nowMs + missedAgainMs };
}

/** Nobody looks before a request without an answer can no longer land. */
function doubt(write: Write, answered: boolean, nowMs: number): Write {
  const overAtMs = answered ? nowMs : Math.max(nowMs, (write.sentAtMs ?? nowMs) + writeDeadlineMs);
  return { ...write, state: 'unknown', misses: 0, dueAtMs: overAtMs + settleMs };
}

function lookAgain(write: Write, merge: FieldMerge, nowMs: number): Write {
  const acceptedAtMs = write.acceptedAtMs ?? nowMs;
  const isLate = nowMs - acceptedAtMs >= readBackMs;
  // Within the first seconds another value may be an older one that Halaxy still shows.
  const decided = isLate
    ? decide(write, merge)
    : decide(write, { ...merge, asSeen: [...merge.asSeen, ...merge.other], other: [] });
  if (isOver(decided)) return decided;
  const waitMs = nextLookInMs(write.looks + 1, isLate ? write.lateLooks : undefined);
  if (waitMs === undefined) return end(decided, 'failed', 'not-shown');
  return {
    ...decided,
    looks: write.looks + 1,
    lateLooks: write.lateLooks + (isLate ? 1 : 0),
    dueAtMs: nowMs + waitMs,
  };
}

const over: Steps = {
  seen: stays,
  sending: stays,
  accepted: stays,
  rejected: stays,
  held: stays,
  lost: stays,
  missing: stays,
  found: stays,
  ambiguous: stays,
  orphaned: stays,
  expired: stays,
};

/** What each event does in each state; what is not named here stays as it is. A new state or event does not compile without. */
const table: Readonly<Record<WriteState, Steps>> = {
  ready: {
    ...over,
    seen: (write, { merge }) => decide(write, merge),
    sending: (write, _, nowMs) =>
      write.deliveries >= deliveriesMax
        ? end(write, 'failed', 'gave-up')
        : {
            ...write,
            state: 'sent',
            deliveries: write.deliveries + 1,
            sentAtMs: nowMs,
            dueAtMs: nowMs + writeDeadlineMs + settleMs,
          },
    held: later,
    missing: missed,
    expired: (write) => end(write, 'failed', 'gave-up'),
  },
  sent: {
    ...over,
    accepted: (write, _, nowMs) => ({
      ...write,
      state: 'accepted',
      acceptedAtMs: nowMs,
      looks: 0,
      lateLooks: 0,
      misses: 0,
      dueAtMs: nowMs,
    }),
    rejected: (write) => end(write, 'refused', 'rejected'),
    // It was kept back after all: it was no delivery.
    held: (write, event, nowMs) => ({
      ...later(write, event, nowMs),
      state: 'ready',
      deliveries: write.deliveries - 1,
    }),
    lost: (write, { answered }, nowMs) => doubt(write, answered, nowMs),
    missing: (write, event, nowMs) => missed({ ...write, state: 'ready' }, event, nowMs),
    orphaned: (write, _, nowMs) => doubt(write, false, nowMs),
    expired: (write, _, nowMs) => doubt(write, false, nowMs),
  },
  accepted: {
    ...over,
    seen: (write, { merge }, nowMs) => lookAgain(write, merge, nowMs),
    held: later,
    missing: missed,
  },
  unknown: {
    ...over,
    seen: (write, { merge }, nowMs) => {
      const decided = decide(write, merge);
      if (isOver(decided)) return decided;
      // It had no effect: once more, after the time that its deliveries ask for.
      return { ...decided, state: 'ready', dueAtMs: nowMs + nextDeliveryInMs(write.deliveries) };
    },
    held: later,
    missing: missed,
    found: (write, _, nowMs) => ({
      ...write,
      state: 'accepted',
      acceptedAtMs: nowMs,
      looks: 0,
      lateLooks: 0,
      misses: 0,
      dueAtMs: nowMs,
    }),
    ambiguous: (write) => end(write, 'failed', 'ambiguous'),
    expired: (write) => end(write, 'failed', 'gave-up'),
  },
  saved: over,
  conflict: over,
  refused: over,
  failed: over,
};

/**
 * What becomes of an edit that changes a record. A 2xx is never sent again; what may have had its effect is looked at
 * before anything else; what ended never moves. Pure. Law I2.
 */
export function stepWrite(write: Write, event: WriteEvent, nowMs: number): Write {
  const step = table[write.state][event.kind] as Step;
  return step(write, event as never, nowMs);
}

/**
 * The same for an edit that makes a record: that nothing is found means that nothing was made, if two looks 10 s apart
 * agree. Then it is sent again.
 */
export function stepCreation(write: Write, event: WriteEvent, nowMs: number): Write {
  if (event.kind !== 'missing') return stepWrite(write, event, nowMs);
  // What Halaxy said yes to it may show a while later.
  if (write.state === 'accepted') return lookAgain(write, { done: [], asSeen: write.open, other: [] }, nowMs);
  if (write.state !== 'unknown') return stepWrite(write, event, nowMs);
  const misses = write.misses + 1;
  if (misses < missesMax) return { ...write, misses, dueAtMs: nowMs + settleMs };
  const dueAtMs = nowMs + nextDeliveryInMs(write.deliveries);
  return { ...write, state: 'ready', misses: 0, dueAtMs };
}
