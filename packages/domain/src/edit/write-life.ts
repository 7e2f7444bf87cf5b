import type { FieldMerge } from './merge-fields.ts';
import { isOver, type Write, type WriteEvent, type WriteReason, type WriteState } from './write.ts';
import {
  deliveriesMax,
  nextDeliveryInMs,
  nextLookInMs,
  readBackMs,
  settleMs,
  writeDeadlineMs,
} from './write-schedule.ts';

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
    // Whether the record is there the next look tells; the request itself is spaced as any other.
    missing: (write, _, nowMs) => ({
      ...write,
      state: 'ready',
      dueAtMs: nowMs + nextDeliveryInMs(write.deliveries),
    }),
    orphaned: (write, _, nowMs) => doubt(write, false, nowMs),
    expired: (write, _, nowMs) => doubt(write, false, nowMs),
  },
  accepted: {
    ...over,
    seen: (write, { merge }, nowMs) => lookAgain(write, merge, nowMs),
    held: later,
    // Halaxy said yes to it: that it is gone is not said of what it may show in a while.
    missing: (write, _, nowMs) => lookAgain(write, { done: [], asSeen: write.open, other: [] }, nowMs),
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
    expired: (write) => end(write, 'failed', 'unanswered'),
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
  if (event.kind !== 'missing' || write.state !== 'unknown') return stepWrite(write, event, nowMs);
  const misses = write.misses + 1;
  if (misses < missesMax) return { ...write, misses, dueAtMs: nowMs + settleMs };
  const dueAtMs = nowMs + nextDeliveryInMs(write.deliveries);
  return { ...write, state: 'ready', misses: 0, dueAtMs };
}
