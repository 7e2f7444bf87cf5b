import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { carryCreation, carryUpdate, fates, type Story } from './testing/made-up-halaxy.ts';
import { isExpired, isOver, newWrite, type Write, type WriteEvent, writeStates } from './write.ts';
import { stepCreation, stepWrite } from './write-life.ts';
import { deliveriesMax, writeLivesMs } from './write-schedule.ts';

const numRuns = 20_000;
const stories: fc.Arbitrary<Story> = fc.record({
  fates: fc.array(fc.constantFrom(...fates), { maxLength: 14 }),
  lagMs: fc.integer({ min: 0, max: 5_000 }),
  otherAtMs: fc.option(fc.integer({ min: 0, max: 120_000 })),
});

test('I2: whatever becomes of its requests, an edit has one end, and after somebody else’s change no second effect', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { end, effects, otherAtMs, shown } = carryUpdate(story);
      expect(isOver(end)).toBe(true);
      const after = otherAtMs === null ? [] : effects.filter((atMs) => atMs > otherAtMs);
      // One may cross theirs on its way; that none is sent again over it is what is promised.
      expect(after.length).toBeLessThanOrEqual(1);
      if (after.length === 1) expect(effects).toHaveLength(1);
      if (end.state === 'saved') expect(effects.length).toBeGreaterThan(0);
      if (end.state === 'saved' && otherAtMs === null) expect(shown).toBe('mine');
      if (end.state === 'conflict') expect(end.lost).toEqual(['field']);
    }),
    { numRuns },
  );
});

test('I2: whatever becomes of its requests, a booking makes one record at the most, and says that it did', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { end, effects } = carryCreation({ ...story, otherAtMs: null });
      expect(isOver(end)).toBe(true);
      expect(effects.length).toBeLessThanOrEqual(1);
      if (end.state === 'saved') expect(effects).toHaveLength(1);
      if (end.state === 'refused') expect(effects).toHaveLength(0);
      if (effects.length === 1 && end.reason !== 'unanswered') expect(end.state).toBe('saved');
    }),
    { numRuns },
  );
});

const merge = (part: Partial<Record<'done' | 'asSeen' | 'other', string[]>>): WriteEvent => ({
  kind: 'seen',
  merge: { done: [], asSeen: [], other: [], ...part },
});
const events: readonly WriteEvent[] = [
  merge({ done: ['a'] }),
  merge({ asSeen: ['a'] }),
  merge({ other: ['a'] }),
  { kind: 'sending' },
  { kind: 'accepted' },
  { kind: 'rejected' },
  { kind: 'held', waitMs: 1 },
  { kind: 'lost', answered: true },
  { kind: 'lost', answered: false },
  { kind: 'missing' },
  { kind: 'found' },
  { kind: 'ambiguous' },
  { kind: 'orphaned' },
  { kind: 'expired' },
];
const inState = (state: Write['state'], more: Partial<Write> = {}): Write => ({
  ...newWrite(['a'], 0),
  state,
  ...more,
});
const ends = ['saved', 'conflict', 'refused', 'failed'] as const;

test.each(ends)('I2: an edit that ended as %s stays so, whatever comes late', (state) => {
  for (const event of events) {
    expect(stepWrite(inState(state), event, 1)).toEqual(inState(state));
    expect(stepCreation(inState(state), event, 1)).toEqual(inState(state));
  }
});

test('I2: a request that Halaxy said yes to is never sent again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (then) => {
      let write = inState('accepted', { acceptedAtMs: 0, deliveries: 1 });
      for (const event of then) {
        write = stepWrite(write, event, write.dueAtMs);
        expect(['accepted', ...ends]).toContain(write.state);
      }
    }),
    { numRuns },
  );
});

test('I2: no chain of events leaves the states that there are, loses a field, or delivers more than ten times', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), fc.boolean(), (chain, creates) => {
      const step = creates ? stepCreation : stepWrite;
      let write = newWrite(['a'], 0);
      for (const event of chain) write = step(write, event, write.dueAtMs);
      expect(writeStates).toContain(write.state);
      expect(write.deliveries).toBeLessThanOrEqual(deliveriesMax);
      expect(write.deliveries).toBeGreaterThanOrEqual(0);
    }),
    { numRuns },
  );
});

test('what was kept back is no delivery, and waits as long as it was told', () => {
  const sent = stepWrite(newWrite(['a'], 0), { kind: 'sending' }, 10);
  expect(sent).toMatchObject({ state: 'sent', deliveries: 1 });
  const held = stepWrite(sent, { kind: 'held', waitMs: 7_000 }, 20);
  expect(held).toMatchObject({ state: 'ready', deliveries: 0, dueAtMs: 7_020 });
});

test('I2: nobody looks before a request without an answer can no longer land', () => {
  const sent = stepWrite(newWrite(['a'], 0), { kind: 'sending' }, 1_000);
  expect(stepWrite(sent, { kind: 'lost', answered: false }, 3_000).dueAtMs).toBe(21_000);
  expect(stepWrite(sent, { kind: 'orphaned' }, 40_000).dueAtMs).toBe(50_000);
  expect(stepWrite(sent, { kind: 'lost', answered: true }, 3_000).dueAtMs).toBe(13_000);
});

test('Halaxy that says yes and shows the old value for 8 s has saved it; one that never shows it has failed', () => {
  let write = stepWrite(stepWrite(newWrite(['a'], 0), { kind: 'sending' }, 0), { kind: 'accepted' }, 0);
  while (write.dueAtMs < 8_000) write = stepWrite(write, merge({ other: ['a'] }), write.dueAtMs);
  expect(write.state).toBe('accepted');
  expect(stepWrite(write, merge({ done: ['a'] }), 8_000).state).toBe('saved');
  let never = write;
  for (let looks = 0; !isOver(never) && looks < 30; looks += 1)
    never = stepWrite(never, merge({ asSeen: ['a'] }), never.dueAtMs);
  expect(never).toMatchObject({ state: 'failed', reason: 'not-shown', lateLooks: 3 });
});

test('a value of somebody else’s that stands after 10 s is lost to them', () => {
  let write = inState('accepted', { acceptedAtMs: 0, dueAtMs: 0 });
  while (!isOver(write)) write = stepWrite(write, merge({ other: ['a'] }), write.dueAtMs);
  expect(write).toMatchObject({ state: 'conflict', lost: ['a'] });
  expect(write.dueAtMs).toBeGreaterThanOrEqual(10_000);
});

test('one look that does not find the record may be a mood, two tell that it is gone', () => {
  const once = stepWrite(newWrite(['a'], 0), { kind: 'missing' }, 0);
  expect(once).toMatchObject({ state: 'ready', misses: 1 });
  expect(stepWrite(once, { kind: 'missing' }, once.dueAtMs)).toMatchObject({
    state: 'refused',
    reason: 'gone',
  });
  const seen = stepWrite(once, merge({ asSeen: ['a'] }), once.dueAtMs);
  expect(stepWrite(seen, { kind: 'missing' }, 9_000).state).toBe('ready');
});

test('I2: a record that is not found right after Halaxy said yes, or while a request is on its way, is not gone', () => {
  const accepted = inState('accepted', { acceptedAtMs: 0, dueAtMs: 1_000, misses: 1 });
  expect(stepWrite(accepted, { kind: 'missing' }, 1_000)).toMatchObject({ state: 'accepted', reason: null });
  const sent = stepWrite(newWrite(['a'], 0), { kind: 'sending' }, 1_000);
  const again = stepWrite(sent, { kind: 'missing' }, 1_000);
  expect(again).toMatchObject({ state: 'ready', misses: 0 });
  expect(again.dueAtMs).toBeGreaterThan(1_000);
});

test('I2: a booking whose answer was lost is made again only after two looks, 10 s apart, that find nothing', () => {
  const unknown = inState('unknown', { deliveries: 1, dueAtMs: 20_000 });
  const once = stepCreation(unknown, { kind: 'missing' }, 20_000);
  expect(once).toMatchObject({ state: 'unknown', dueAtMs: 30_000 });
  expect(stepCreation(once, { kind: 'missing' }, 30_000)).toMatchObject({ state: 'ready', dueAtMs: 31_000 });
  expect(stepCreation(once, { kind: 'ambiguous' }, 30_000)).toMatchObject({
    state: 'failed',
    reason: 'ambiguous',
  });
  expect(stepCreation(once, { kind: 'found' }, 30_000).state).toBe('accepted');
});

test('what is not carried within a day, or ten times, is given up; what Halaxy said yes to waits on', () => {
  expect(isExpired(inState('ready'), writeLivesMs)).toBe(true);
  expect(isExpired(inState('unknown'), writeLivesMs - 1)).toBe(false);
  expect(isExpired(inState('accepted'), writeLivesMs)).toBe(false);
  expect(stepWrite(inState('ready'), { kind: 'expired' }, writeLivesMs)).toMatchObject({
    state: 'failed',
    reason: 'gave-up',
  });
  expect(stepWrite(inState('unknown'), { kind: 'expired' }, writeLivesMs)).toMatchObject({
    state: 'failed',
    reason: 'unanswered',
  });
  const tired = inState('ready', { deliveries: deliveriesMax });
  expect(stepWrite(tired, { kind: 'sending' }, 1)).toMatchObject({ state: 'failed', reason: 'gave-up' });
});
