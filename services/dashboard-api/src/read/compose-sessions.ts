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
import type { SessionDocument } from '@bloom/store';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import { sessionFacts } from './session-facts.ts';
import type { SessionReader } from './session-reader.ts';

/** The items of one practitioner's day as they are now. `facts` is the whole day: who is next depends on all. */
export function composeDay(
  facts: readonly SessionFacts[],
  day: { readonly date: LocalDate; readonly zone: TimeZone; readonly nowMs: number },
): SessionItem[] {
  const upNextId = findUpNext(facts.map(candidate), day);
  return facts.map((one) => sent(composeSessionView(one, { ...day, upNextId })));
}

/** Puts sessions together as screens and `/sessions/{id}` show them, whatever day and practitioner each is of. */
export function createComposeSessions(sessions: SessionReader, figuresOf: SessionFiguresOf, clock: Clock) {
  return async (
    practice: string,
    zone: TimeZone,
    stored: readonly SessionDocument[],
  ): Promise<SessionOnScreen[]> => {
    const nowMs = clock.nowMs();
    const today = localDateOf(nowMs, zone);
    const [upNext, figures] = await Promise.all([
      upNextToday(practice, { date: today, zone, nowMs }, stored),
      figuresOf(practice, zone, stored),
    ]);
    return stored.map((session) => ({
      ...sent(
        composeSessionView(sessionFacts(session, figures.get(session._id)), {
          zone,
          nowMs,
          upNextId: upNext.get(session._id),
        }),
      ),
      practitionerId: session.practitionerId,
      date: localDateOf(session.startMs, zone),
    }));
  };

  /** Of the sessions that are up next today, each by its own id: for the practitioners concerned, in one read. */
  async function upNextToday(
    practice: string,
    day: { date: LocalDate; zone: TimeZone; nowMs: number },
    stored: readonly SessionDocument[],
  ): Promise<Map<string, string>> {
    const bounds = dayBounds(day.date, day.zone);
    const concerned = new Set(
      stored.flatMap(({ practitionerId, startMs }) =>
        practitionerId !== null && startMs >= bounds.fromMs && startMs < bounds.toMs ? [practitionerId] : [],
      ),
    );
    const ofToday = Map.groupBy(
      await sessions.ofPractitioners(practice, [...concerned], bounds),
      ({ practitionerId }) => practitionerId,
    );
    const ids = [...ofToday.values()].flatMap((own) => {
      const id = findUpNext(
        own.map((one) => candidate(sessionFacts(one))),
        day,
      );
      return id === undefined ? [] : [id];
    });
    return new Map(ids.map((id) => [id, id]));
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
