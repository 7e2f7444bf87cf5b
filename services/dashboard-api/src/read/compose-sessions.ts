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
import type { PracticeFacts } from './practice-facts.ts';
import { sessionFacts } from './session-facts.ts';
import type { SessionReader } from './session-reader.ts';
import type { SettingsReader, ZoneOf } from './settings-reader.ts';

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
  readonly figuresOf: SessionFiguresOf;
  readonly settings: SettingsReader;
  readonly own: OwnReader;
  readonly clock: Clock;
}) {
  const { sessions, figuresOf, settings, own, clock } = ports;
  return async (
    practice: Pick<PracticeFacts, 'id' | 'timezone'>,
    stored: readonly SessionDocument[],
  ): Promise<SessionOnScreen[]> => {
    if (stored.length === 0) return [];
    const nowMs = clock.nowMs();
    const [zoneOf, ownOf] = await Promise.all([
      settings.zonesOf(practice),
      own.clients.byIds(
        practice.id,
        stored.map(({ clientId }) => clientId),
      ),
    ]);
    const [upNext, figures] = await Promise.all([
      upNextToday(practice.id, { zoneOf, nowMs }, stored),
      figuresOf(practice.id, stored, { zoneOf, own: ownOf }),
    ]);
    return stored.map((session) => {
      const zone = zoneOf(session.practitionerId);
      const facts = sessionFacts(session, figures.get(session._id), ownOf.get(session.clientId));
      return {
        ...sent(composeSessionView(facts, { zone, nowMs, upNextId: upNext.get(session._id) })),
        practitionerId: session.practitionerId,
        date: localDateOf(session.startMs, zone),
      };
    });
  };

  /** Of the sessions that are up next today, each by its own id: for the practitioners concerned, in one read a zone. */
  async function upNextToday(
    practice: string,
    { zoneOf, nowMs }: { readonly zoneOf: ZoneOf; readonly nowMs: number },
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
            diary.map((one) => candidate(sessionFacts(one))),
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

function candidate({ id, startMs, endMs, status }: SessionFacts) {
  return { id, startMs, endMs, meaning: status.meaning };
}

/** The same view with lists that JSON and the contract may write to. */
function sent(view: SessionView): SessionItem {
  return { ...view, presentingIssues: [...view.presentingIssues] };
}
