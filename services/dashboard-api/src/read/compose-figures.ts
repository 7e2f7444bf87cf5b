import type { FiguresView } from '@bloom/contracts';
import { dayBounds, localDateOf, noFigures, type TimeZone } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { type PractitionerFiguresOf, usualAims } from '../figures/practitioner-figures.ts';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import type { PeopleReader } from './people-reader.ts';
import type { SessionReader } from './session-reader.ts';

/** Puts a practitioner's figures of today together as screens show them; undefined for who is none of the practice. */
export function createComposeFigures(ports: {
  readonly sessions: SessionReader;
  readonly people: PeopleReader;
  readonly sessionFiguresOf: SessionFiguresOf;
  readonly practitionerFiguresOf: PractitionerFiguresOf;
  readonly clock: Clock;
}) {
  const { sessions, people, sessionFiguresOf, practitionerFiguresOf, clock } = ports;
  return async (
    practice: string,
    zone: TimeZone,
    practitionerId: string,
  ): Promise<FiguresView | undefined> => {
    if (!(await people.get(practice, practitionerId))) return undefined;
    const date = localDateOf(clock.nowMs(), zone);
    const [{ figures }, today] = await Promise.all([
      practitionerFiguresOf(practice, practitionerId, { date, zone, aims: usualAims }),
      sessions.ofPractitioner(practice, practitionerId, dayBounds(date, zone)),
    ]);
    const ofSessions = await sessionFiguresOf(practice, zone, today);
    return {
      practitionerId,
      date,
      ...figures,
      sessions: Object.fromEntries(today.map(({ _id }) => [_id, ofSessions.get(_id) ?? noFigures])),
    };
  };
}

export type ComposeFigures = ReturnType<typeof createComposeFigures>;
