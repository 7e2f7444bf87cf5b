import { expect, test } from '@jest/globals';
import { sessionAt } from '../live/testing/samples.ts';
import { inDollars, numberInWords, rateInWords } from './figure-words.ts';

test('money is written to the cent, as people here do', () => {
  expect([inDollars(0), inDollars(1234.5), inDollars(93.35)]).toEqual(['$0.00', '$1,234.50', '$93.35']);
});

test('a rate of nothing is none', () => {
  expect([rateInWords(67), rateInWords(null)]).toEqual(['67 %', '–']);
});

test.each([
  [{ sessionNumber: 4, mhcpRemaining: 2, mhcpTotal: 6 }, 'Session 4 · 2 of 6 left'],
  [{ sessionNumber: 4, mhcpRemaining: null, mhcpTotal: null }, 'Session 4'],
  [{ sessionNumber: null, mhcpRemaining: 0, mhcpTotal: 6 }, '0 of 6 left'],
  [{ sessionNumber: null, mhcpRemaining: null, mhcpTotal: null }, ''],
])('%o is said as %p', (figures, words) => {
  expect(numberInWords(sessionAt(9, figures))).toBe(words);
});
