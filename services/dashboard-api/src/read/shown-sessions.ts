import type { Bounds, SessionFacts } from '@bloom/domain';
import { type EditReader, recordTables, type SessionDocument, type Store } from '@bloom/store';
import { type BookingEdit, bookingFacts } from './booking-facts.ts';
import { movedAppointments } from './pending-edits.ts';
import type { SessionReader } from './session-reader.ts';

/** Finds the sessions that may be shown within a range: those kept there, and those that edits may move there. */
export function createShownSessions(
  store: Store,
  { sessions, edits }: { readonly sessions: SessionReader; readonly edits: Pick<EditReader, 'moves'> },
) {
  const { clients } = recordTables(store);

  /** Of the appointments that edits move, those sessions that are not among these. */
  async function moved(practice: string, found: Promise<SessionDocument[]>): Promise<SessionDocument[]> {
    const [here, moves] = await Promise.all([found, edits.moves(practice)]);
    const there = await sessions.ofAppointments(practice, movedAppointments(moves));
    const known = new Set(here.map(({ _id }) => _id));
    return there.filter(({ _id }) => !known.has(_id));
  }

  return {
    moved,

    /** One practitioner's; whoever lays edits over them leaves out what lies outside of the range then. */
    async ofPractitioner(
      practice: string,
      practitionerId: string,
      bounds: Bounds,
    ): Promise<SessionDocument[]> {
      const found = sessions.ofPractitioner(practice, practitionerId, bounds);
      const added = await moved(practice, found);
      return [...(await found), ...added.filter((one) => one.practitionerId === practitionerId)];
    },

    /** Bookings on their way, as sessions are shown. */
    async ofBookings(practice: string, bookings: readonly BookingEdit[]): Promise<SessionFacts[]> {
      if (bookings.length === 0) return [];
      const ids = bookings.map(({ wish }) => wish.change.clientId);
      const found = await clients.find({ practice, _id: { $in: ids } }).toArray();
      const byId = new Map(found.map((client) => [client._id, client]));
      return bookings.map((edit) => bookingFacts(edit, byId.get(edit.wish.change.clientId)));
    },
  };
}

export type ShownSessions = ReturnType<typeof createShownSessions>;

type Placed = Pick<SessionFacts, 'startMs' | 'id'>;

export function isWithin({ startMs }: Pick<Placed, 'startMs'>, { fromMs, toMs }: Bounds): boolean {
  return startMs >= fromMs && startMs < toMs;
}

/** By start, then by id: as sessions are kept. */
export function byStart(a: Placed, b: Placed): number {
  return a.startMs - b.startMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
