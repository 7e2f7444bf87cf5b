import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readContact } from './contact-point.ts';

const nobody = { email: null, mobile: null, phone: null };
const sms = { system: 'sms', use: 'mobile', value: '+61400000001' };
const landline = { system: 'phone', use: 'home', value: '+61200000002' };
const cell = { system: 'phone', use: 'mobile', value: '+61400000003' };

test.each([
  ['a mobile number is under sms', [landline, sms], { mobile: sms.value, phone: landline.value }],
  [
    'an sms said to be mobile goes before another',
    [{ ...sms, use: 'work', value: '1' }, sms],
    { mobile: sms.value },
  ],
  ['a mobile phone counts when there is no sms', [cell], { mobile: cell.value, phone: null }],
  ['a mobile phone is no landline', [cell, sms], { mobile: sms.value, phone: null }],
  [
    'the first e-mail is taken',
    [
      { system: 'email', value: ' a@b.test ' },
      { system: 'email', value: 'c@d.test' },
    ],
    { email: 'a@b.test' },
  ],
  ['an empty value is none', [{ system: 'email', value: ' ' }], {}],
  ['what is no list is empty', 'a@b.test', {}],
] as const)('%s', (_, telecom, read) => {
  expect(readContact({ telecom })).toEqual({ ...nobody, ...read });
});

test('I14: no record makes the reading of contact details throw', () => {
  fc.assert(fc.property(fc.array(fc.anything()), (telecom) => void readContact({ telecom })));
});
