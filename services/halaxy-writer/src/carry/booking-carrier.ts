import {
  addDays,
  type Booking,
  bookingParameters,
  couldBeBooking,
  localDateOf,
  stepCreation,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { EditWish, WriteDocument } from '@bloom/store';
import type { Carrier } from './carrier.ts';
import { lookForCreated, type Sought } from './creation.ts';

/** Carries a booking, by `$book`. */
export const bookingCarrier: Carrier = {
  step: stepCreation,

  look(write, about) {
    const booking = bookingOf(write);
    // Halaxy's days may be counted in another zone than ours.
    const day = localDateOf(booking.startMs, about.zone);
    const query = `date=ge${addDays(day, -1)}&date=le${addDays(day, 1)}&patient=${booking.patientId}`;
    const sought: Sought = {
      type: 'Appointment',
      query,
      couldBe: (resource) => couldBeBooking(resource, booking),
    };
    return lookForCreated(write, about, sought);
  },

  send(write, { door, zone }, _look, options) {
    const { baseUrl } = door;
    return door.write.book(bookingParameters(bookingOf(write), { baseUrl, zone }), options);
  },
};

function bookingOf({ wish }: WriteDocument): Booking {
  if (wish.kind !== 'booking') throw new BloomError('INTERNAL', 'an edit of another kind');
  const { startMs, endMs, locationType } = (wish satisfies Extract<EditWish, { kind: 'booking' }>).change;
  return { ...wish.halaxy, startMs, endMs, locationType };
}
