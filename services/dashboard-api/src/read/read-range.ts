import type { SessionOnScreen } from '@bloom/contracts';
import type { Bounds } from '@bloom/domain';
import type { EditReader, SessionDocument } from '@bloom/store';
import { bookingsToShow } from './booking-facts.ts';
import type { ComposeSessions } from './compose-sessions.ts';
import type { PracticeFacts } from './practice-facts.ts';
import type { SessionReader } from './session-reader.ts';
import type { ShownSessions } from './shown-sessions.ts';

type Range = Bounds & { readonly practitionerId: string | undefined };

/**
 * A page of a range as edits make it: what they move out of the range is left out; what they move into it, and bookings on
 * their way, come with the first page.
 */
export function createReadRange(ports: {
  readonly sessions: SessionReader;
  readonly shownSessions: ShownSessions;
  readonly edits: Pick<EditReader, 'live'>;
  readonly compose: ComposeSessions;
}) {
  const { sessions, shownSessions, edits, compose } = ports;

  async function added(practice: PracticeFacts, range: Range, page: readonly SessionDocument[]) {
    const { practitionerId } = range;
    const isTheirs = (one: { readonly practitionerId: string | null }) =>
      practitionerId === undefined || one.practitionerId === practitionerId;
    const live = await edits.live(practice.id, []);
    const here = live.filter(isTheirs);
    const made = await sessions.bornOf(
      practice.id,
      here.map(({ _id }) => _id),
    );
    const bookings = bookingsToShow(here, new Set(made.flatMap(({ bornOf }) => bornOf ?? [])));
    const moved = await shownSessions.moved(practice.id, Promise.resolve([...page]));
    return {
      moved: moved.filter(isTheirs),
      booked: await compose.ofBookings(practice, bookings),
    };
  }

  return async (
    practice: PracticeFacts,
    range: Range,
    { page, isFirst }: { readonly page: readonly SessionDocument[]; readonly isFirst: boolean },
  ): Promise<SessionOnScreen[]> => {
    const more = isFirst ? await added(practice, range, page) : { moved: [], booked: [] };
    const views = [...(await compose.ofStored(practice, [...page, ...more.moved])), ...more.booked];
    const isWithin = ({ start }: SessionOnScreen) => {
      const ms = Date.parse(start);
      return ms >= range.fromMs && ms < range.toMs;
    };
    return views
      .filter(isWithin)
      .sort((a, b) => Date.parse(a.start) - Date.parse(b.start) || (a.id < b.id ? -1 : 1));
  };
}

export type ReadRange = ReturnType<typeof createReadRange>;
