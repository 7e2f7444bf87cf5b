import fc from 'fast-check';
import { canonicalRecord } from './canonical-json.ts';

test('the order of keys and the bookkeeping of meta make no difference', () => {
  const a = { id: '1', meta: { lastUpdated: '2026-01-01', versionId: '1' }, name: [{ b: 1, a: 2 }] };
  const b = { name: [{ a: 2, b: 1 }], meta: { versionId: '2', lastUpdated: '2026-02-02' }, id: '1' };
  expect(canonicalRecord(a)).toBe(canonicalRecord(b));
});

test.each([
  ['a value', { id: '1', comment: 'a' }, { id: '1', comment: 'b' }],
  ['a missing field', { id: '1', comment: null }, { id: '1' }],
  ['the order of a list', { id: '1', list: [1, 2] }, { id: '1', list: [2, 1] }],
  ['what else meta holds', { id: '1', meta: { tag: 'x' } }, { id: '1' }],
])('records that differ in %s are two texts', (_, a, b) => {
  expect(canonicalRecord(a)).not.toBe(canonicalRecord(b));
});

test('whatever a record holds comes back byte for byte, `__proto__` too', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const { meta: _, ...rest } = JSON.parse(JSON.stringify(record));
      expect(JSON.parse(canonicalRecord(rest))).toEqual(rest);
    }),
  );
  const hostile = JSON.parse('{"id":"1","x":{"__proto__":{"a":1}}}');
  expect(canonicalRecord(hostile)).toBe('{"id":"1","x":{"__proto__":{"a":1}}}');
});
