import { isEditOver, type LocationType, noFigures, type SessionFacts } from '@bloom/domain';
import type { ClientDocument, EditDocument, EditWish } from '@bloom/store';

/** What a session that is to be made is called until it is there. */
export const pendingPrefix = 'edit:';

export type BookingEdit = EditDocument & { readonly wish: Extract<EditWish, { kind: 'booking' }> };

export function isBooking(edit: EditDocument): edit is BookingEdit {
  return edit.wish.kind === 'booking';
}

/** Bookings to be shown: under way, and not in our record yet. `bornOf`: the edits that sessions shown were made by. */
export function bookingsToShow(edits: readonly EditDocument[], bornOf: ReadonlySet<string>): BookingEdit[] {
  return edits.filter(isBooking).filter(({ _id, state }) => !isEditOver(state) && !bornOf.has(_id));
}

/** A booking on its way as a session is shown. */
export function bookingFacts(
  { _id, wish, state, v, by, createdAtMs }: BookingEdit,
  client: Pick<ClientDocument, 'givenName' | 'familyName'> | undefined,
): SessionFacts {
  const { clientId, startMs, endMs, locationType } = wish.change;
  const id = `${pendingPrefix}${_id}`;
  return {
    ...{ id, appointmentId: id, clientId, startMs, endMs },
    client: client && { givenName: client.givenName, familyName: client.familyName },
    status: { meaning: 'scheduled', arrived: false },
    locationType: (locationType ?? 'in-person') satisfies LocationType,
    comment: null,
    presentingIssues: [],
    figures: noFigures,
    revision: v,
    pending: { editId: _id, state, by, since: new Date(createdAtMs).toISOString() },
  };
}
