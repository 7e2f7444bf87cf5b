import fc from 'fast-check';
import { createChangeRing } from './change-ring.ts';
import type { Nudge } from './nudge.ts';
import { formatPosition, parsePosition } from './position.ts';

const limits = { keepMs: 600_000, nudgesMax: 12, entitiesMax: 4 };
let lives = 0;
const newRing = () => createChangeRing('t1', () => `life${++lives}`, limits);

function nudge(offset: number, entity = `s${offset}`, more: Partial<Nudge> = {}): Nudge {
  return {
    practice: 'demo',
    kind: 'session',
    id: entity,
    channels: ['practice:demo'],
    partition: 3,
    offset,
    timestampMs: 1_000 + offset,
    committedAtMs: undefined,
    ...more,
  };
}

function filled(...nudges: readonly Nudge[]) {
  const ring = newRing();
  ring.open(3, 0);
  for (const one of nudges) ring.add(one, one.timestampMs);
  return ring;
}

test('a position survives its way to the client and back, and what we never wrote is none', () => {
  const position = { epoch: 'Zc-1_x', partition: 23, offset: -1, timestampMs: 0 };
  expect(parsePosition(formatPosition(position))).toEqual(position);
  fc.assert(fc.property(fc.string(), (text) => void parsePosition(text)));
  expect(parsePosition('')).toBeUndefined();
  expect(parsePosition(Buffer.from('a.1.2.3.4').toString('base64url'))).toBeUndefined();
});

test('each entity that changed since is named once, with its newest nudge', () => {
  const ring = filled(nudge(0, 'a'), nudge(1, 'b'), nudge(2, 'c'), nudge(3, 'b'));
  const since = ring.positionOf('demo', 1);
  expect(ring.since('demo', 'practice:demo', since)).toMatchObject({
    kind: 'recovered',
    entities: [
      { id: 'c', offset: 2 },
      { id: 'b', offset: 3 },
    ],
  });
});

test('only what concerns the channel is named', () => {
  const ring = filled(nudge(0, 'a'), nudge(1, 'b', { channels: ['practitioner:p1'] }));
  const found = ring.since('demo', 'practitioner:p1', {
    epoch: 't1',
    partition: 3,
    offset: -1,
    timestampMs: 0,
  });
  expect(found).toMatchObject({ kind: 'recovered', entities: [{ id: 'b' }] });
});

test('another life of the topic, a partition not ours and a time that does not match recover nothing', () => {
  const ring = filled(nudge(0), nudge(1));
  const at = ring.positionOf('demo');
  expect(ring.since('demo', 'practice:demo', { ...at, epoch: 't2' })).toMatchObject({ reason: 'epoch' });
  expect(ring.since('demo', 'practice:demo', { ...at, partition: 4 })).toMatchObject({ reason: 'epoch' });
  expect(ring.since('demo', 'practice:demo', { ...at, timestampMs: 7 })).toMatchObject({
    reason: 'timestamp',
  });
});

test('more entities than a recovery may hold, and what has left the ring, recover nothing', () => {
  const ring = filled(...[0, 1, 2, 3, 4].map((offset) => nudge(offset)));
  const start = { epoch: 't1', partition: 3, offset: -1, timestampMs: 0 };
  expect(ring.since('demo', 'practice:demo', start)).toMatchObject({ reason: 'many' });
  for (let offset = 5; offset < 20; offset += 1) ring.add(nudge(offset), 2_000);
  expect(ring.since('demo', 'practice:demo', { ...start, offset: 2 })).toMatchObject({ reason: 'outside' });
});

test('an offset that has not come here yet is ahead, not lost', () => {
  const ring = filled(nudge(0));
  expect(
    ring.since('demo', 'practice:demo', { epoch: 't1', partition: 3, offset: 1, timestampMs: 1_001 }),
  ).toEqual({
    kind: 'ahead',
  });
});

test('after a gap no earlier position is good', () => {
  const ring = filled(nudge(0), nudge(1));
  const before = [ring.positionOf('demo'), ring.positionOf('other')];
  ring.gap(3);
  ring.add(nudge(5), 2_000);
  for (const position of before)
    expect(ring.since('demo', 'practice:demo', position)).toMatchObject({ kind: 'lost' });
  expect(ring.since('demo', 'practice:demo', ring.positionOf('demo'))).toMatchObject({ kind: 'recovered' });
});

test('I8: the ring holds no more nudges than it may, nor any longer than it may', () => {
  const ring = filled(...Array.from({ length: 50 }, (_, offset) => nudge(offset)));
  expect(ring.size()).toBe(limits.nudgesMax);
  ring.add(nudge(50, 'late', { timestampMs: 1_000_000 }), 1_000_000);
  expect(ring.size()).toBe(1);
});

/** A topic with two practices in one partition and one in another, read by two processes that began at other times. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('change' as const),
    practice: fc.constantFrom('demo', 'other', 'third'),
    entity: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    channel: fc.constantFrom('practice:x', 'practitioner:p1'),
  }),
  fc.record({ do: fc.constant('read' as const), process: fc.nat(1), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('issue' as const), process: fc.nat(1), heldBack: fc.nat(3) }),
  fc.record({ do: fc.constant('restart' as const), process: fc.nat(1) }),
  fc.record({ do: fc.constant('gap' as const), process: fc.nat(1) }),
);

test('I4: what is recovered names every entity nudged after the position, whichever process issued it', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 120 }),
      fc.constantFrom('demo', 'other', 'third'),
      (steps, practice) => {
        const topic: Nudge[][] = [[], []];
        const begin = () => {
          const ring = newRing();
          const read = topic.map(({ length }) => Math.max(0, length - 3));
          read.forEach((nextOffset, partition) => {
            ring.open(partition, nextOffset);
          });
          return { ring, read, missed: 0 };
        };
        const processes = [begin(), begin()];
        const issued: { position: ReturnType<ReturnType<typeof newRing>['positionOf']>; shown: number }[] =
          [];
        const home = practice === 'third' ? 1 : 0;
        let now = 0;
        for (const one of steps) {
          now += 1;
          if (one.do === 'change') {
            const partition = one.practice === 'third' ? 1 : 0;
            const log = topic[partition] ?? [];
            log.push(
              nudge(log.length, one.entity, {
                practice: one.practice,
                partition,
                channels: [one.channel],
                timestampMs: now,
              }),
            );
            continue;
          }
          const process = processes[one.process];
          if (!process) continue;
          const { ring, read } = process;
          if (one.do === 'restart') processes[one.process] = begin();
          if (one.do === 'read')
            topic.forEach((log, partition) => {
              for (const record of log.slice(read[partition], (read[partition] ?? 0) + one.count)) {
                ring.add(record, now);
                read[partition] = record.offset + 1;
              }
            });
          if (one.do === 'gap') {
            const reached = topic[home]?.length ?? 0;
            if (reached > (read[home] ?? 0)) ring.gap(home);
            read[home] = reached;
            // Screens are told to load all again: a gap leaves nothing to be shown from before it.
            process.missed = reached;
          }
          // All that was nudged below this offset is shown; what came later may not be.
          if (one.do === 'issue') {
            const reached = read[home] ?? 0;
            const known = ring.partitionOf(practice) !== undefined;
            const shown = known ? Math.max(process.missed, reached - one.heldBack) : reached;
            issued.push({ position: ring.positionOf(practice, shown), shown });
          }
        }
        for (const { ring, read } of processes)
          for (const { position, shown } of issued) {
            const found = ring.since(practice, 'practitioner:p1', position);
            if (found.kind !== 'recovered') continue;
            const missed = (topic[home] ?? [])
              .slice(shown, read[home])
              .filter(
                (record) => record.practice === practice && record.channels.includes('practitioner:p1'),
              );
            const named = new Map(found.entities.map(({ id, offset }) => [id, offset]));
            for (const record of missed)
              expect(named.get(record.id) ?? -1).toBeGreaterThanOrEqual(record.offset);
          }
      },
    ),
    { numRuns: 1_000 },
  );
});
