import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkJsonLimits } from './json-limits.ts';

function nested(levels: number, open: string, close: string): unknown {
  return JSON.parse(open.repeat(levels) + (open === '[' ? '' : '1') + close.repeat(levels));
}

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
])('I8: 32 levels of %s are read, 33 are not', (_, open, close) => {
  expect(checkJsonLimits(nested(32, open, close))).toEqual({ kind: 'within' });
  expect(checkJsonLimits(nested(33, open, close))).toEqual({ kind: 'beyond', limit: 'depth' });
  expect(checkJsonLimits(nested(5_000, open, close))).toEqual({ kind: 'beyond', limit: 'depth' });
});

test('I8: 2,000 keys are read, 2,001 are not, wherever they stand', () => {
  const keyed = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
  expect(checkJsonLimits(keyed(2_000))).toEqual({ kind: 'within' });
  expect(checkJsonLimits(keyed(2_001))).toEqual({ kind: 'beyond', limit: 'keys' });
  expect(checkJsonLimits([keyed(1_000), [keyed(1_000)]])).toEqual({ kind: 'within' });
  expect(checkJsonLimits([keyed(1_000), [keyed(1_001)]])).toEqual({ kind: 'beyond', limit: 'keys' });
});

test('I11: __proto__ is a key like any other, and changes no object', () => {
  expect(checkJsonLimits(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}'))).toEqual({
    kind: 'within',
  });
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('I14: no JSON makes the check throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (body) => void checkJsonLimits(body)));
});
