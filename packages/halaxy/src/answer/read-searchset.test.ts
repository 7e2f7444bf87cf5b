import { expect, test } from '@jest/globals';
import { readSearchset } from './read-searchset.ts';

const outcome = (severity: string) => ({
  search: { mode: 'outcome' },
  resource: { resourceType: 'OperationOutcome', id: 'warning', issue: [{ severity, code: 'not-supported' }] },
});
const appointment = { resource: { resourceType: 'Appointment', id: '700001' } };
const patient = { resource: { resourceType: 'Patient', id: '1000001' }, search: { mode: 'include' } };
const page = (entry: unknown, more = {}) => ({ resourceType: 'Bundle', type: 'searchset', entry, ...more });

test('entries are told apart by their own type: found, included, warned', () => {
  expect(
    readSearchset(page([appointment, patient, outcome('warning')], { total: 1 }), 'Appointment'),
  ).toEqual({
    found: [appointment.resource],
    included: [patient.resource],
    warnings: ['not-supported'],
    total: 1,
    next: undefined,
  });
});

test('I3: an error inside a 200 never reads as an empty list', () => {
  expect(() => readSearchset(page([outcome('error')]), 'Appointment')).toThrow('HALAXY_MALFORMED');
});

test.each([
  ['another resource', { resourceType: 'Patient', id: '1' }],
  ['a bundle of another kind', { resourceType: 'Bundle', type: 'history', entry: [] }],
  ['entries that are no list', page('none')],
  ['an entry without a resource', page([{}])],
  ['an entry that is null', page([null])],
])('%s is malformed', (_, bundle) => {
  expect(() => readSearchset(bundle, 'Appointment')).toThrow('HALAXY_MALFORMED');
});

test('the next page’s host is never followed', () => {
  const link = [
    { relation: 'self', url: 'https://au-api.halaxy.com/main/Patient?page=1' },
    { relation: 'next', url: 'https://evil.invalid/main/Patient?page=2&_count=100' },
  ];
  expect(readSearchset(page([], { link }), 'Patient').next).toBe('/main/Patient?page=2&_count=100');
});
