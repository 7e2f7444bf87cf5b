import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readParticipantStatus } from './participant-status.ts';

test.each([
  ['booked', 'scheduled'],
  ['Check Response', 'scheduled'],
  ['confirmed', 'confirmed'],
  ['arrived', 'confirmed'],
  ['attended', 'completed'],
  ['did not attend', 'no_show'],
  ['did-not_attend', 'no_show'],
  [' Did  Not Attend ', 'no_show'],
  ['cancelled', 'cancelled'],
  ['cancelled (no charge)', 'cancelled'],
  ['rejected', 'cancelled'],
  ['noshow', 'no_show'],
  ['fulfilled', 'completed'],
  ['checked-in', 'confirmed'],
  ['entered-in-error', 'cancelled'],
] as const)('Halaxy’s %j means %s, and stays as it came', (raw, meaning) => {
  expect(readParticipantStatus(raw)).toMatchObject({ raw, meaning });
});

test.each([
  ['rescheduled'],
  ['attended?'],
  ['(attended)'],
  ['un attended'],
  [''],
  [null],
  [undefined],
  [7],
  [{}],
])('an unknown code is unknown, never completed: %j', (code) => {
  const read = readParticipantStatus(code);
  expect(read.meaning).toBe('unknown');
  expect(read.raw).toBe(typeof code === 'string' ? code : null);
});

test('arrived, declined and free of charge are told apart from the status itself', () => {
  expect(readParticipantStatus('Arrived')).toMatchObject({ arrived: true, rejected: false });
  expect(readParticipantStatus('rejected')).toMatchObject({ arrived: false, rejected: true });
  expect(readParticipantStatus('Cancelled (No-Charge)').noCharge).toBe(true);
  expect(readParticipantStatus('cancelled').noCharge).toBe(false);
  expect(readParticipantStatus('cancelled (late)')).toMatchObject({ meaning: 'cancelled', noCharge: false });
  expect(readParticipantStatus('booked (no charge)').noCharge).toBe(false);
});

test('I14: no code makes the reading of a status throw', () => {
  fc.assert(fc.property(fc.anything(), (code) => void readParticipantStatus(code)));
});
