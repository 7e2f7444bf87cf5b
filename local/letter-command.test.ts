import { expect, test } from '@jest/globals';
import { readLetterCommand } from './letter-command.ts';

test.each([
  ['nothing', {}, { kind: 'list' }],
  ['what make leaves empty', { SHOW: '', REPLAY: '', DISCARD: '', REASON: '' }, { kind: 'list' }],
  ['one', { SHOW: 'e_1' }, { kind: 'show', id: 'e_1' }],
  ['a replay', { REPLAY: 'e_1' }, { kind: 'replay', id: 'e_1' }],
  ['all', { REPLAY: 'all' }, { kind: 'replay-all' }],
  [
    'a discarding',
    { DISCARD: 'e_1', REASON: ' booked "twice" ' },
    { kind: 'discard', id: 'e_1', reason: 'booked "twice"' },
  ],
])('asked for %s it does that', (_, env, command) => {
  expect(readLetterCommand(env)).toEqual(command);
});

test('of two things at once neither is done, and nothing is discarded without a reason', () => {
  expect(() => readLetterCommand({ REPLAY: 'all', DISCARD: 'e_1', REASON: 'x' })).toThrow(
    'One thing at a time',
  );
  expect(() => readLetterCommand({ DISCARD: 'e_1' })).toThrow('Say why');
  expect(() => readLetterCommand({ DISCARD: 'e_1', REASON: '  ' })).toThrow('Say why');
});
