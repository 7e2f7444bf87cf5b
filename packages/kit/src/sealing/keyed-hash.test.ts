import { expect, test } from '@jest/globals';
import { keyedHash } from './keyed-hash.ts';

const key = new Uint8Array(32).fill(1);

test('the same parts under the same key give the same 128 bits', () => {
  expect(keyedHash(key, 'demo', 'Patient', '1000001')).toMatch(/^[0-9a-f]{32}$/);
  expect(keyedHash(key, 'demo', 'x')).toBe(keyedHash(key, 'demo', 'x'));
});

test('I6: without the key, or with the parts cut elsewhere, it is another value', () => {
  expect(keyedHash(new Uint8Array(32).fill(2), 'demo', 'x')).not.toBe(keyedHash(key, 'demo', 'x'));
  expect(keyedHash(key, 'a', 'bc')).not.toBe(keyedHash(key, 'ab', 'c'));
});
