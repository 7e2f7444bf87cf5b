import { expect, test } from '@jest/globals';
import { chooseBatches, mayName } from './choose-batches.ts';

const row = (type: string, id: string) => ({
  practice: 'demo',
  type,
  id,
  wantedNo: 1,
  attempts: 0,
  sinceMs: 0,
  settled: false,
  held: false,
  source: 'webhook' as const,
});
const rows = (type: string, count: number) => Array.from({ length: count }, (_, i) => row(type, `${i + 1}`));
const shapes = (batches: ReturnType<typeof chooseBatches>) =>
  batches.map(({ type, rows: of }) => `${of.length} ${type}`);

test('rows of one type share a request, at most 50 of them', () => {
  expect(shapes(chooseBatches(rows('Appointment', 70), 3))).toEqual(['50 Appointment', '20 Appointment']);
});

test('those whom others name come first among the chosen', () => {
  const due = [row('Appointment', '1'), row('Patient', '2'), row('Practitioner', 'PR-3')];
  expect(shapes(chooseBatches(due, 3))).toEqual(['1 Practitioner', '1 Patient', '1 Appointment']);
});

test('I5: a flood of one type starves no other: the longest due is chosen', () => {
  const due = [row('Appointment', '1'), ...rows('Patient', 190)];
  expect(shapes(chooseBatches(due, 1))).toEqual(['1 Appointment']);
});

test('I14: rows of a type or an id that nobody can read are left out', () => {
  expect(chooseBatches([row('Basic', '1'), row('Appointment', '../1')], 3)).toEqual([]);
});

test('an appointment may name a patient, and not the other way', () => {
  expect([mayName('Appointment', 'Patient'), mayName('Patient', 'Appointment')]).toEqual([true, false]);
});
