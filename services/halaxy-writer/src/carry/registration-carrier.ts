import { couldBePatient, newPatient, type PatientValues, stepCreation } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { WriteDocument } from '@bloom/store';
import type { Carrier } from './carrier.ts';
import { lookForCreated } from './creation.ts';

/** Carries the registration of a client. */
export const registrationCarrier: Carrier = {
  step: stepCreation,

  look(write, about) {
    const wanted = wantedOf(write);
    const named = encodeURIComponent(wanted.familyName ?? '');
    return lookForCreated(write, about, {
      type: 'Patient',
      query: `family=${named}`,
      couldBe: (resource) => couldBePatient(resource, wanted),
    });
  },

  send: (write, { door }, _look, options) =>
    door.write.create('Patient', newPatient(wantedOf(write)), options),
};

function wantedOf({ wish }: WriteDocument): PatientValues {
  if (wish.kind !== 'registration') throw new BloomError('INTERNAL', 'an edit of another kind');
  return wish.change;
}
