import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatHumanName, readHumanName } from './human-name.ts';

const usual = { use: 'usual', given: ['Mimi'] };
const official = { use: 'official', prefix: ['Dr'], given: ['Mei', 'Lan'], family: 'King' };

test.each([
  ['the official entry wins, wherever it stands', [usual, official], 'Dr Mei Lan King', 'Mimi'],
  [
    'without an official one, an entry with a family name',
    [usual, { given: ['Al'], family: 'Fox' }],
    'Al Fox',
    'Mimi',
  ],
  ['a given name alone is better than none', [usual], 'Mimi', null],
  ['an empty official entry is none', [{ use: 'official' }, { given: ['Al'] }], 'Al', null],
  ['what is no text is left out', [{ given: [7, null, ' Al '], family: ['Fox'] }], 'Al', null],
  ['no name is an empty one', undefined, '', null],
] as const)('%s', (_, name, shown, preferred) => {
  const read = readHumanName({ name });
  expect(formatHumanName(read)).toBe(shown);
  expect(read.preferred).toBe(preferred);
});

test('I14: no record makes the reading of a name throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.anything()), (record, name) => {
      readHumanName(record);
      readHumanName({ name });
    }),
  );
});
