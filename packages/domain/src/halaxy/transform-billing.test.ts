import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { transformCatalogue } from './transform-catalogue.ts';
import { transformInvoice } from './transform-invoice.ts';
import { transformInvoiceLine } from './transform-invoice-line.ts';
import { transformReferral } from './transform-referral.ts';

/** Examples made from what Halaxy documents. Tests run as CommonJS, hence `__dirname`. */
function golden(name: string): Record<string, unknown> {
  const file = join(__dirname, '../../../../tests/golden/halaxy', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const lastUpdatedMs = Date.parse('2026-11-20T03:04:05Z');
const invoice = golden('invoice');
const line = golden('invoice-line');
const referral = golden('referral');

test('an invoice is read with what was billed, in cents', () => {
  expect(transformInvoice(invoice)).toEqual({
    kind: 'usable',
    record: {
      id: '800001',
      lastUpdatedMs,
      isQuote: false,
      status: 'active',
      grossCents: 22_000,
      paidCents: 0,
      balanceCents: 22_000,
      isPaid: false,
      organizationId: null,
    },
    faults: [],
  });
});

const money = (value: unknown) => ({ value, currency: 'AUD' });
const amounts = (gross: unknown, paid: unknown, balance: unknown) => ({
  ...invoice,
  totalGross: money(gross),
  totalPaid: money(paid),
  totalBalance: money(balance),
});

test.each([
  ['all is paid', amounts(220, 220, 0), true],
  ['more than all is paid', amounts(220, 230, -10), true],
  ['a part is paid', amounts(220, 100, 120), false],
  ['a cancellation brought it to nothing', amounts(0, 0, 0), false],
  ['it was billed at nothing after a payment', amounts(0, 50, -50), true],
  ['the balance is not told', amounts(220, 220, undefined), false],
])('an invoice is paid or not where %s', (_, record, isPaid) => {
  expect(transformInvoice(record)).toMatchObject({ record: { isPaid } });
});

test.each([
  ['a plain word', 'quote', true],
  ['another case', 'Quote', true],
  ['a concept', { coding: [{ code: 'quote' }] }, true],
  ['a text', { text: 'Quote' }, true],
  ['an invoice', 'invoice', false],
  ['a word that we do not know', 'proforma', false],
  ['nothing', undefined, false],
])('a quote is told by its type: %s', (_, type, isQuote) => {
  expect(transformInvoice({ ...invoice, type })).toMatchObject({ record: { isQuote } });
});

test.each([
  ['to the cent', 93.35, 9_335],
  ['as text', '93.35', 9_335],
  ['that binary fractions miss', 4.35, 435],
  ['of nothing', 0, 0],
  ['below nothing, as a credit', -20, -2_000],
])('money is read %s', (_, value, grossCents) => {
  expect(transformInvoice({ ...invoice, totalGross: money(value) })).toMatchObject({
    record: { grossCents },
  });
});

test('an invoice without an amount is told, and counts as nothing', () => {
  for (const totalGross of [undefined, null, money('lots'), money(Number.NaN), 220])
    expect(transformInvoice({ ...invoice, totalGross })).toMatchObject({
      record: { grossCents: null },
      faults: [{ code: 'NO_AMOUNT', path: 'totalGross' }],
    });
});

test('an invoice that an organisation pays names it', () => {
  const recipient = { reference: '/main/Organization/FD-3802' };
  expect(transformInvoice({ ...invoice, recipient })).toMatchObject({
    record: { organizationId: 'FD-3802' },
  });
});

test('a line names its appointment, its patient and its funder', () => {
  expect(transformInvoiceLine(line)).toEqual({
    kind: 'usable',
    record: {
      id: '600001',
      lastUpdatedMs,
      invoiceId: '800001',
      appointmentId: '700001',
      patientId: '1000001',
      funderId: 'FD-3801',
      status: null,
    },
    faults: [],
  });
});

test('a line without an invoice belongs to nothing; without an appointment it does not hinder', () => {
  expect(transformInvoiceLine({ ...line, invoice: undefined })).toMatchObject({ kind: 'unusable' });
  expect(transformInvoiceLine({ ...line, context: undefined, extension: [] })).toMatchObject({
    kind: 'usable',
    record: { appointmentId: null, funderId: null },
  });
});

test('a referral is read with its limit, what is used and its period', () => {
  expect(transformReferral(referral)).toEqual({
    kind: 'usable',
    record: {
      id: '900001',
      lastUpdatedMs,
      patientId: '1000001',
      definitionId: '6501',
      comment: null,
      limit: 6,
      used: 2,
      start: '2026-10-05',
      end: '2027-09-20',
    },
    faults: [],
  });
});

test.each([
  ['used above the limit', { quantity: { value: 6 }, quantityUsed: 7 }, 6, 7],
  ['counts as text', { quantity: { value: '10' }, quantityUsed: '3' }, 10, 3],
  ['used as a quantity', { quantity: { value: 6 }, quantityUsed: { value: 1 } }, 6, 1],
  ['nothing used yet', { quantity: { value: 6 } }, 6, 0],
  ['a limit in hours', { quantity: { value: 6, unit: 'hours' }, quantityUsed: 1 }, null, 1],
  ['a limit in appointments', { quantity: { value: 6, unit: 'appointments' }, quantityUsed: 1 }, 6, 1],
  ['no limit', undefined, null, 0],
])('a referral with %s', (_, limitQuantity, limit, used) => {
  expect(transformReferral({ ...referral, limitQuantity })).toMatchObject({ record: { limit, used } });
});

test('a referral without a definition keeps its comment; with a date that is none it is told', () => {
  const loose = { ...referral, referralDefinition: undefined, comment: 'by phone', period: { end: 'soon' } };
  expect(transformReferral(loose)).toMatchObject({
    record: { definitionId: null, comment: 'by phone', start: null, end: null },
    faults: [{ code: 'BAD_DATE', path: 'period.end' }],
  });
});

test.each([
  ['HealthcareService', 'healthcare-service', 'Group session', 8, null],
  ['ChargeItemDefinition', 'charge-item-definition', 'Standard session', null, 22_000],
  ['Organization', 'organization', 'Medicare', null, null],
  ['ReferralDefinition', 'referral-definition', 'Medicare: MHTP Referral', null, null],
] as const)('of the catalogue a %s', (type, name, label, patientsMax, priceCents) => {
  expect(transformCatalogue(type)(golden(name))).toMatchObject({
    kind: 'usable',
    record: { type, name: label, patientsMax, priceCents },
    faults: [],
  });
});

test('of the catalogue what has no name is told and kept', () => {
  expect(transformCatalogue('Organization')({ resourceType: 'Organization', id: 'FD-1' })).toMatchObject({
    kind: 'usable',
    record: { name: '' },
    faults: [{ code: 'NO_NAME' }],
  });
});

test('I11: nothing that Halaxy could send makes a transform throw', () => {
  const transforms = [
    transformInvoice,
    transformInvoiceLine,
    transformReferral,
    transformCatalogue('ChargeItemDefinition'),
    transformCatalogue('HealthcareService'),
  ];
  const types = ['Invoice', 'InvoiceLine', 'Referral', 'ChargeItemDefinition', 'HealthcareService'];
  const fields = fc.dictionary(
    fc.constantFrom(
      'invoice',
      'subject',
      'totalGross',
      'period',
      'limitQuantity',
      'extension',
      'propertyGroup',
      'type',
      'meta',
    ),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...types), fields, (resourceType, other) => {
      for (const transform of transforms)
        expect(['usable', 'unusable']).toContain(transform({ resourceType, id: '1', ...other }).kind);
    }),
  );
});
