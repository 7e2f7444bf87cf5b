import { dayBounds, type LocalDate, localDateOf, type SessionFacts, type TimeZone } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import type { OwnReader } from '@bloom/store';
import type { PractitionerFigures, PractitionerFiguresOf } from '../figures/practitioner-figures.ts';
import type { Catalogue } from '../figures/read-catalogue.ts';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import { bookingsToShow } from './booking-facts.ts';
import type { PendingReader } from './pending-edits.ts';
import type { PracticeFacts } from './practice-facts.ts';
import { sessionFacts } from './session-facts.ts';
import type { SettingsReader } from './settings-reader.ts';
import { byStart, isWithin, type ShownSessions } from './shown-sessions.ts';

/** A practitioner's day in their zone with its figures, which stand until `untilMs` if nothing changes. */
export type StoredDay = {
  readonly date: LocalDate;
  readonly zone: TimeZone;
  readonly facts: readonly SessionFacts[];
  readonly figures: PractitionerFigures;
  readonly readAtMs: number;
  readonly untilMs: number;
};

/** Of an asked day, or of today in the practitioner's zone. */
export type ReadDay = (
  practice: Pick<PracticeFacts, 'id' | 'timezone'>,
  practitionerId: string,
  asked: LocalDate | undefined,
) => Promise<StoredDay>;

type Day = {
  readonly date: LocalDate;
  readonly zone: TimeZone;
  readonly catalogueOf: () => Promise<Catalogue>;
};

/** Reads a practitioner's day from the store: what dashboards cache, and what screens are told of figures. */
export function createReadDay({
  shownSessions,
  readPending,
  figuresOf,
  sessionFiguresOf,
  settings,
  own,
  catalogueOnce,
  clock,
}: {
  readonly shownSessions: ShownSessions;
  readonly readPending: PendingReader;
  readonly figuresOf: PractitionerFiguresOf;
  readonly sessionFiguresOf: SessionFiguresOf;
  readonly settings: SettingsReader;
  readonly own: OwnReader;
  /** A reader of the practice's catalogue that reads it once. */
  readonly catalogueOnce: (practice: string) => () => Promise<Catalogue>;
  readonly clock: Clock;
}): ReadDay {
  /** The sessions of that day as their edits make them, with what is said of each. */
  async function factsOf(practice: string, practitionerId: string, { date, zone, catalogueOf }: Day) {
    const bounds = dayBounds(date, zone);
    const found = await shownSessions.ofPractitioner(practice, practitionerId, bounds);
    const pendingOf = readPending(
      practice,
      found.map(({ appointmentId }) => appointmentId),
    );
    const ownOf = await own.clients.byIds(
      practice,
      found.map(({ clientId }) => clientId),
    );
    const known = { zoneOf: () => zone, own: ownOf, catalogueOf };
    const [ofSessions, pending] = await Promise.all([sessionFiguresOf(practice, found, known), pendingOf]);
    const facts = found.map((session) =>
      sessionFacts(session, {
        figures: ofSessions.get(session._id),
        own: ownOf.get(session.clientId),
        pending,
      }),
    );
    const bornOf = new Set(found.flatMap(({ bornOf: editId }) => editId ?? []));
    const bookings = bookingsToShow(pending.creations, bornOf).filter(
      ({ practitionerId: owner }) => owner === practitionerId,
    );
    const booked = await shownSessions.ofBookings(practice, bookings);
    return [...facts, ...booked].filter((one) => isWithin(one, bounds)).sort(byStart);
  }

  return async (practice, practitionerId, asked) => {
    const readAtMs = clock.nowMs();
    const { timezone: zone, ...aims } = await settings.of(practice, practitionerId);
    const date = asked ?? localDateOf(readAtMs, zone);
    const day = { date, zone, catalogueOf: catalogueOnce(practice.id) };
    const [facts, { figures, untilMs }] = await Promise.all([
      factsOf(practice.id, practitionerId, day),
      figuresOf(practice.id, practitionerId, { ...day, aims }),
    ]);
    return { date, zone, facts, figures, readAtMs, untilMs };
  };
}
