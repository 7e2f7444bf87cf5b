import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ownField } from './own-field.ts';
import { ownList } from './own-list.ts';
import { ownText } from './own-text.ts';

test('I11: reading a property throws for no value at all', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, key) => {
      ownField(value, key);
      expect(Array.isArray(ownList(value, key))).toBe(true);
      expect(['string', 'undefined']).toContain(typeof ownText(value, key));
    }),
  );
});

test('I11: nothing is read from a prototype', () => {
  const posing = JSON.parse('{"__proto__":{"resourceType":"Bundle"}}');
  expect(ownText(posing, 'resourceType')).toBeUndefined();
  expect(ownField({}, 'toString')).toBeUndefined();
});
