import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isEditOver } from './edit-life.ts';
import { overlayPatient, type PatientFacts, type ShownPatientEdit } from './overlay-patient.ts';
import { patientFields } from './patient-change.ts';

const facts: PatientFacts = {
  ...{ id: 'c_1', givenName: 'Mia', familyName: 'Kerr', preferredName: null, birthDate: '1990-02-03' },
  ...{ gender: 'female', email: null, mobile: '+61400000001', phone: null, address: null },
  ...{ status: 'active', revision: 3 },
};
const edit = (seq: number, more: Partial<ShownPatientEdit> = {}): ShownPatientEdit => ({
  id: `e_${seq}`,
  seq,
  state: 'queued',
  change: { mobile: `+6140000000${seq}` },
  lost: [],
  by: { id: 'u_1', name: 'Reception' },
  since: '2026-11-23T08:51:02Z',
  ...more,
});

test('I13: the newest edit that our record does not contain is shown, and pending until it ends', () => {
  const shown = overlayPatient(facts, 1, [edit(4), edit(1), edit(2, { change: { email: 'm@bloom.test' } })]);
  expect(shown).toEqual({
    ...facts,
    mobile: '+61400000004',
    email: 'm@bloom.test',
    pending: {
      ...{ editId: 'e_4', state: 'queued', by: { id: 'u_1', name: 'Reception' } },
      since: '2026-11-23T08:51:02Z',
    },
  });
});

test('I13: what our record contains is not laid over it again, though its edit has not ended', () => {
  const shown = overlayPatient(facts, 2, [edit(2)]);
  expect([shown.mobile, shown.pending?.editId]).toEqual(['+61400000001', 'e_2']);
});

test.each(['refused', 'conflict', 'failed'] as const)(
  'I13: nothing of an edit of a client that ended as %s is shown',
  (state) => {
    expect(overlayPatient(facts, 0, [edit(5, { state })])).toEqual(facts);
  },
);

test('I13: an edit that ended as saved shows through an older copy of our record, and waits for nothing', () => {
  expect(overlayPatient(facts, 0, [edit(5, { state: 'saved' })])).toEqual({
    ...facts,
    mobile: '+61400000005',
  });
});

test('I13: a field that is lost is shown as Halaxy has it, and one that is taken away is gone at once', () => {
  const change = { mobile: null, familyName: 'Changed', gender: 'other' };
  expect(overlayPatient(facts, 0, [edit(5, { change, lost: ['familyName'] })])).toMatchObject({
    mobile: null,
    familyName: 'Kerr',
    gender: 'other',
  });
});

test('I13: in whatever order edits are read, each field is of the newest that wants it', () => {
  const state = fc.constantFrom('queued', 'sending', 'saved', 'refused', 'conflict', 'failed');
  const change = fc.record({ email: fc.string(), mobile: fc.string() }, { requiredKeys: [] });
  const all = fc.uniqueArray(fc.record({ seq: fc.integer({ min: 1, max: 9 }), state, change }), {
    selector: ({ seq }) => seq,
  });
  fc.assert(
    fc.property(all, fc.nat(9), (given, settledSeq) => {
      const edits = given.map(({ seq, ...more }) => edit(seq, more as Partial<ShownPatientEdit>));
      const shown = overlayPatient(facts, settledSeq, edits);
      for (const field of patientFields) {
        const newest = edits
          .filter((one) => one.seq > settledSeq && one.change[field] !== undefined)
          .filter((one) => !isEditOver(one.state) || one.state === 'saved')
          .toSorted((a, b) => b.seq - a.seq)[0];
        expect(shown[field]).toEqual(newest ? newest.change[field] : facts[field]);
      }
    }),
  );
});
