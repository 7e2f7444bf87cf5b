import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReference } from './parse-reference.ts';

const patient = { type: 'Patient', id: '1000001' };

test.each([
  [{ reference: 'https://au-api.halaxy.com/main/Patient/1000001', type: 'Patient' }, patient],
  [{ reference: '/main/Patient/1000001', type: 'Patient' }, patient],
  [{ reference: '/main/Patient/1000001' }, patient],
  [{ reference: 'Patient/1000001' }, patient],
  [{ reference: '/main/Patient/1000001/' }, patient],
  [{ reference: '1000001', type: 'Patient' }, patient],
  [{ reference: 'Patient/1000001/_history/7' }, patient],
  [{ reference: '/main/PractitionerRole/PR-5001' }, { type: 'PractitionerRole', id: 'PR-5001' }],
] as const)('a reference is read by its last segments and its type: %j', (written, read) => {
  expect(parseReference(written)).toEqual(read);
});

test.each([
  [undefined],
  ['Patient/1'],
  [{}],
  [{ reference: 7, type: 'Patient' }],
  [{ reference: '' }],
  [{ reference: '1000001' }],
  [{ reference: '/main/Secret/1' }],
  [{ reference: '/main/Patient/1', type: 'Secret' }],
  [{ reference: `/main/Patient/${'1'.repeat(65)}` }],
  [{ reference: '/main/Patient/1?x=y' }],
  [{ reference: '/main/Patient/1\n' }],
  [{ reference: '/main/Patient/..' }],
] as const)('I11: what is no allowed reference is none: %j', (written) => {
  expect(parseReference(written)).toBeUndefined();
});

test('I11: the host of a reference changes nothing', () => {
  fc.assert(
    fc.property(fc.webUrl(), (host) => {
      expect(parseReference({ reference: `${new URL(host).origin}/main/Patient/1000001` })).toEqual(patient);
    }),
  );
});

test('I14: no value makes the reading of a reference throw', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      parseReference(value);
      parseReference({ reference: value, type: value });
    }),
  );
});
