import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsWords, foldName, nameWords } from './name-words.ts';
import { usualPatientStatus } from './patient-status.ts';
import { couldBeMobile, parsePhoneNumber } from './phone-number.ts';
import { couldBeDuplicate, type Likeness } from './possible-duplicate.ts';

test.each([
  ['0412 345 678', '+61412345678'],
  ['0412345678', '+61412345678'],
  ['+61412345678', '+61412345678'],
  ['+61 412 345 678', '+61412345678'],
  ['+61 (0)412 345 678', '+61412345678'],
  ['61412345678', '+61412345678'],
  ['(02) 9876-5432', '+61298765432'],
  [' 03.9876.5432 ', '+61398765432'],
  ['+64 21 123 456', '+6421123456'],
  ['+1 (212) 555-0100', '+12125550100'],
])('a number written as %s is kept as %s', (written, kept) => {
  expect(parsePhoneNumber(written)).toBe(kept);
});

test.each([
  '',
  '9876 5432',
  '0412 345 67',
  '0412 345 6789',
  '0112345678',
  '1300 123 456',
  '+61 112 345 678',
  '+610',
  '+0412345678',
  '+1234567',
  '+1234567890123456',
  '0412 345 678 ext 2',
  '０４１２３４５６７８',
  'call me',
])('what cannot be a number is none: %j', (written) => {
  expect(parsePhoneNumber(written)).toBeUndefined();
});

test('a number that was kept is kept the same again, and a message reaches mobiles alone', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^0[2-578]\d{8}$/), fc.array(fc.nat(9)), (number, places) => {
      const spaced = places.reduce((text, place) => `${text.slice(0, place)} ${text.slice(place)}`, number);
      const kept = parsePhoneNumber(spaced);
      expect(kept).toBe(`+61${number.slice(1)}`);
      expect(parsePhoneNumber(kept ?? '')).toBe(kept);
      expect(couldBeMobile(kept ?? '')).toBe(/^0[45]/.test(number));
    }),
  );
  expect(couldBeMobile('+6421123456')).toBe(true);
});

test('names are found by the beginnings of their words, in any case, with or without accents', () => {
  const names = ['Zoë-Anne', 'O’Brien Núñez', null];
  expect(nameWords(...names)).toEqual(['zoe', 'anne', 'obrien', 'nunez']);
  for (const query of ['zoe', 'ZOË a', 'o’b', "O'Brien", 'nun zo', 'Nuñ'])
    expect([query, fitsWords(nameWords(query), names)]).toEqual([query, true]);
  for (const query of ['oe', 'brien', 'zoe nobody'])
    expect([query, fitsWords(nameWords(query), names)]).toEqual([query, false]);
  expect(foldName('  Mary  ANN ')).toBe('mary ann');
  expect(nameWords('.*', '?')).toEqual([]);
});

const mia: Likeness = {
  ...{ givenName: 'Mía', familyName: 'Kerr', birthDate: '1990-02-03' },
  ...{ mobile: '+61412345678', phone: null },
};

test.each<[string, Partial<Likeness>, boolean]>([
  ['name and birth date', { mobile: null }, true],
  ['name and number', { birthDate: '1991-01-01' }, true],
  ['name and a number that was typed otherwise', { birthDate: null, mobile: '0412 345 678' }, true],
  ['name, and mobile for phone', { birthDate: null, mobile: null, phone: '+61412345678' }, true],
  ['another case and no accents', { givenName: 'MIA', familyName: 'kerr' }, true],
  ['name alone', { birthDate: null, mobile: null }, false],
  ['birth date and number of another name', { givenName: 'Mo' }, false],
  ['names the other way round', { givenName: 'Kerr', familyName: 'Mia' }, false],
])('two may be one person by %s: that is %s', (_, other, could) => {
  expect(couldBeDuplicate(mia, { ...mia, ...other })).toBe(could);
  expect(couldBeDuplicate({ ...mia, ...other }, mia)).toBe(could);
});

test('two without any letter in their names, and two of whom nothing else is known, are nobody’s duplicates', () => {
  const nameless = { ...mia, givenName: '?', familyName: '' };
  expect(couldBeDuplicate(nameless, nameless)).toBe(false);
  const unknown = { ...mia, birthDate: null, mobile: null };
  expect(couldBeDuplicate(unknown, unknown)).toBe(false);
});

test('whom Bloom registered has yet to become active', () => {
  expect([true, false].map((registeredHere) => usualPatientStatus({ registeredHere }))).toEqual([
    'registered',
    'active',
  ]);
});
