import fc from 'fast-check';
import {
  allTopics,
  deadTopicOf,
  entityChanged,
  formatChannel,
  parseChannel,
  readChangeKind,
} from './index.ts';

test('every topic’s name ends in its version, and no two are the same', () => {
  const names = allTopics.map(({ name }) => name);
  for (const name of names) expect(name).toMatch(/^[a-z]+(\.[a-z-]+)+\.v\d+$/);
  expect(new Set(names).size).toBe(names.length);
  expect(deadTopicOf(entityChanged).name).toBe('bloom.changes.v1.dead');
});

test('a message comes back as it was sent, its time to the millisecond', () => {
  const sent = {
    practiceId: 'demo',
    kind: 'session',
    id: 's_1',
    channels: ['practice:demo'],
    committedAt: new Date('2026-11-23T09:00:00.123Z'),
  };
  expect(entityChanged.message.decode(entityChanged.message.encode(sent).finish())).toEqual(sent);
});

test('a kind of change from a later version is told apart, not guessed', () => {
  expect(readChangeKind('session')).toBe('session');
  expect(readChangeKind('figures-of-tomorrow')).toBeUndefined();
  expect(readChangeKind('toString')).toBeUndefined();
});

test('a channel’s name comes back as it was written', () => {
  expect(parseChannel('practitioner:p_1')).toEqual({ kind: 'practitioner', id: 'p_1' });
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), (id) => {
      expect(parseChannel(formatChannel({ kind: 'practice', id }))).toEqual({ kind: 'practice', id });
    }),
  );
});

test.each([
  'practitioner',
  'practitioner:',
  'secret:p_1',
  'practice:demo:x',
  `practice:${'x'.repeat(65)}`,
  '__proto__:x',
  42,
  null,
])('I5: %j is no channel', (name) => {
  expect(parseChannel(name)).toBeUndefined();
});
