import { mergeFields } from '../merge-fields.ts';
import { isExpired, isOver, newWrite, type Write, type WriteEvent } from '../write.ts';
import { stepCreation, stepWrite } from '../write-life.ts';
import { writeDeadlineMs } from '../write-schedule.ts';

/** What becomes of one request that leaves. */
export const fates = [
  'done',
  'done, answer lost',
  'done late, answer lost',
  'never came',
  'failed with its effect',
  'failed without',
  'held back',
  'rejected',
  'sender died before it left',
  'sender died after it left',
] as const;

export type Fate = (typeof fates)[number];

export type Story = {
  /** Of each request in its turn; then all goes well. */
  readonly fates: readonly Fate[];
  /** How long Halaxy goes on showing what was before, milliseconds. */
  readonly lagMs: number;
  /** When somebody else changes the field, milliseconds from the beginning; none if never. */
  readonly otherAtMs: number | null;
};

export type Told = {
  readonly end: Write;
  /** Requests that had their effect, and when. */
  readonly effects: readonly number[];
  readonly otherAtMs: number | null;
  readonly shown: string;
  readonly steps: number;
};

const stepsMax = 200;
const mine = 'mine';

/** A value at Halaxy with its past, for a server that shows what was some seconds ago. */
function createValue(first: string) {
  const past: { atMs: number; value: string }[] = [{ atMs: Number.NEGATIVE_INFINITY, value: first }];
  return {
    set(value: string, atMs: number): void {
      past.push({ atMs, value });
      past.sort((a, b) => a.atMs - b.atMs);
    },
    at: (ms: number): string => past.findLast(({ atMs }) => atMs <= ms)?.value ?? first,
  };
}

type Sent = { readonly effectAtMs: number | null; readonly event: WriteEvent | null };

/** What a request does at Halaxy, and what its sender hears; null = it died. */
function send(fate: Fate, nowMs: number): Sent {
  switch (fate) {
    case 'done':
      return { effectAtMs: nowMs, event: { kind: 'accepted' } };
    case 'done, answer lost':
      return { effectAtMs: nowMs, event: { kind: 'lost', answered: false } };
    case 'done late, answer lost':
      return { effectAtMs: nowMs + writeDeadlineMs - 1, event: { kind: 'lost', answered: false } };
    case 'never came':
      return { effectAtMs: null, event: { kind: 'lost', answered: false } };
    case 'failed with its effect':
      return { effectAtMs: nowMs, event: { kind: 'lost', answered: true } };
    case 'failed without':
      return { effectAtMs: null, event: { kind: 'lost', answered: true } };
    case 'held back':
      return { effectAtMs: null, event: { kind: 'held', waitMs: 5_000 } };
    case 'rejected':
      return { effectAtMs: null, event: { kind: 'rejected' } };
    case 'sender died before it left':
      return { effectAtMs: null, event: null };
    case 'sender died after it left':
      return { effectAtMs: nowMs, event: null };
  }
}

/** Carries an edit of one field to its end, by the machine alone. */
export function carryUpdate(story: Story): Told {
  const field = createValue('base');
  const effects: number[] = [];
  if (story.otherAtMs !== null) field.set('other', story.otherAtMs);
  const look = (nowMs: number): WriteEvent => {
    const theirs = field.at(nowMs - story.lagMs);
    const judge = { isDone: () => theirs === mine, isAsSeen: () => theirs === 'base' };
    return { kind: 'seen', merge: mergeFields(['field'], judge) };
  };
  return carry(story, {
    stepWrite,
    look,
    land(atMs) {
      effects.push(atMs);
      field.set(mine, atMs);
    },
    effects,
    shown: () => field.at(Number.POSITIVE_INFINITY),
  });
}

/** Carries an edit that makes a record. */
export function carryCreation(story: Story): Told {
  const effects: number[] = [];
  const seenBy = (nowMs: number) => effects.filter((atMs) => atMs <= nowMs - story.lagMs).length;
  return carry(story, {
    stepWrite: stepCreation,
    look(nowMs, write) {
      if (write.state === 'ready')
        return { kind: 'seen', merge: { done: [], asSeen: ['record'], other: [] } };
      const found = seenBy(nowMs);
      // Once it is known which record it is, that one is read.
      if (write.state === 'accepted')
        return found > 0
          ? { kind: 'seen', merge: { done: ['record'], asSeen: [], other: [] } }
          : { kind: 'missing' };
      if (found === 0) return { kind: 'missing' };
      return { kind: found === 1 ? 'found' : 'ambiguous' };
    },
    land: (atMs) => void effects.push(atMs),
    effects,
    shown: () => `${effects.length}`,
  });
}

function carry(
  { fates: told, otherAtMs }: Story,
  world: {
    readonly stepWrite: typeof stepWrite;
    readonly look: (nowMs: number, write: Write) => WriteEvent;
    readonly land: (atMs: number) => void;
    readonly effects: readonly number[];
    readonly shown: () => string;
  },
): Told {
  let write = newWrite(['field'], 0);
  let steps = 0;
  const next = [...told];
  for (; !isOver(write) && steps < stepsMax; steps += 1) {
    const nowMs = Math.max(0, write.dueAtMs);
    const step = (event: WriteEvent) => {
      write = world.stepWrite(write, event, nowMs);
    };
    if (isExpired(write, nowMs)) step({ kind: 'expired' });
    // Whoever sent it is not there any more, for it would have told.
    else if (write.state === 'sent') step({ kind: 'orphaned' });
    else {
      step(world.look(nowMs, write));
      if (write.state !== 'ready' || write.dueAtMs > nowMs) continue;
      step({ kind: 'sending' });
      if (isOver(write)) continue;
      const { effectAtMs, event } = send(next.shift() ?? 'done', nowMs);
      if (effectAtMs !== null) world.land(effectAtMs);
      if (event) step(event);
    }
  }
  return { end: write, effects: world.effects, otherAtMs, shown: world.shown(), steps };
}
