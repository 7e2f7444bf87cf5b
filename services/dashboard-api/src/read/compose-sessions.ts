import type { SessionItem, SessionOnScreen } from '@bloom/contracts';
import {
  composeSessionView,
  dayBounds,
  findUpNext,
  type LocalDate,
  localDateOf,
  type SessionFacts,
  type SessionView,
  type TimeZone,
} from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import type { OwnReader, SessionDocument } from '@bloom/store';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import type { BookingEdit } from './booking-facts.ts';
import type { Pending, PendingReader } from './pending-edits.ts';
import type { PracticeFacts } from './practice-facts.ts';
import { sessionFacts } from './session-facts.ts';
import type { SessionReader } from './session-reader.ts';
import type { SettingsReader, ZoneOf } from './settings-reader.ts';
import type { ShownSessions } from './shown-sessions.ts';

/** The items of one practitioner's day as they are now. `facts` is the whole day: who is next depends on all. */
export function composeDay(
  facts: readonly SessionFacts[],
  day: { readonly date: LocalDate; readonly zone: TimeZone; readonly nowMs: number },
): SessionItem[] {
  const upNextId = findUpNext(facts.map(candidate), day);
  return facts.map((one) => sent(composeSessionView(one, { ...day, upNextId })));
}

/**
 * Puts sessions together as screens and `/sessions/{id}` show them, whatever day and practitioner each is of: times and
 * days are those of its practitioner's zone.
 */
export function createComposeSessions(ports: {
  readonly sessions: SessionReader;
  readonly shownSessions: Pick<ShownSessions, 'ofBookings'>;
  readonly readPending: PendingReader;
  readonly figuresOf: SessionFiguresOf;
  readonly settings: SettingsReader;
  readonly own: OwnReader;
  readonly clock: Clock;
}) {
  const { sessions, shownSessions, readPending, figuresOf, settings, own, clock } = ports;

  async function ofStored(
    practice: Pick<PracticeFacts, 'id' | 'timezone'>,
    stored: readonly SessionDocument[],
  ): Promise<SessionOnScreen[]> {
    if (stored.length === 0) return [];
    const nowMs = clock.nowMs();
    const [zoneOf, ownOf, pending] = await Promise.all([
      settings.zonesOf(practice),
      own.clients.byIds(
        practice.id,
        stored.map(({ clientId }) => clientId),
      ),
      readPending(
        practice.id,
        stored.map(({ appointmentId }) => appointmentId),
      ),
    ]);
    const [upNext, figures] = await Promise.all([
      upNextToday(practice.id, { zoneOf, nowMs, pending }, stored),
      figuresOf(practice.id, stored, { zoneOf, own: ownOf }),
    ]);
    return stored.map((session) => {
      const known = { figures: figures.get(session._id), own: ownOf.get(session.clientId), pending };
      const facts = sessionFacts(session, known);
      return onScreen(facts, session.practitionerId, { zoneOf, nowMs, upNextId: upNext.get(session._id) });
    });
  }

  /** Bookings on their way, as sessions are. */
  async function ofBookings(
    practice: Pick<PracticeFacts, 'id' | 'timezone'>,
    bookings: readonly BookingEdit[],
  ): Promise<SessionOnScreen[]> {
    if (bookings.length === 0) return [];
    const [zoneOf, facts] = await Promise.all([
      settings.zonesOf(practice),
      shownSessions.ofBookings(practice.id, bookings),
    ]);
    const at = { zoneOf, nowMs: clock.nowMs(), upNextId: undefined };
    return facts.map((one, place) => onScreen(one, bookings[place]?.practitionerId ?? null, at));
  }

  return { ofStored, ofBookings };

  /** Of the sessions that are up next today, each by its own id: for the practitioners concerned, in one read a zone. */
  async function upNextToday(
    practice: string,
    {
      zoneOf,
      nowMs,
      pending,
    }: { readonly zoneOf: ZoneOf; readonly nowMs: number; readonly pending: Pending },
    stored: readonly SessionDocument[],
  ): Promise<Map<string, string>> {
    const concerned = stored.flatMap(({ practitionerId, startMs }) => {
      if (practitionerId === null) return [];
      const zone = zoneOf(practitionerId);
      return localDateOf(startMs, zone) === localDateOf(nowMs, zone) ? [{ practitionerId, zone }] : [];
    });
    const byZone = Map.groupBy(concerned, ({ zone }) => zone);
    const ids = await Promise.all(
      [...byZone].map(async ([zone, of]) => {
        const day = { date: localDateOf(nowMs, zone), zone, nowMs };
        const practitionerIds = [...new Set(of.map(({ practitionerId }) => practitionerId))];
        const found = await sessions.ofPractitioners(practice, practitionerIds, dayBounds(day.date, zone));
        const ofToday = Map.groupBy(found, ({ practitionerId }) => practitionerId);
        return [...ofToday.values()].flatMap((diary) => {
          const id = findUpNext(
            diary.map((one) => candidate(sessionFacts(one, { pending }))),
            day,
          );
          return id === undefined ? [] : [id];
        });
      }),
    );
    return new Map(ids.flat().map((id) => [id, id]));
  }
}

export type ComposeSessions = ReturnType<typeof createComposeSessions>;

/** A session as it goes to screens, in its practitioner's zone. */
function onScreen(
  facts: SessionFacts,
  practitionerId: string | null,
  {
    zoneOf,
    ...at
  }: { readonly zoneOf: ZoneOf; readonly nowMs: number; readonly upNextId: string | undefined },
): SessionOnScreen {
  const zone = zoneOf(practitionerId);
  const view = sent(composeSessionView(facts, { ...at, zone }));
  return { ...view, practitionerId, date: localDateOf(facts.startMs, zone) };
}

function candidate({ id, startMs, endMs, status }: SessionFacts) {
  return { id, startMs, endMs, meaning: status.meaning };
}

/** The same view with lists that JSON and the contract may write to. */
function sent(view: SessionView): SessionItem {
  return { ...view, presentingIssues: [...view.presentingIssues] };
}
