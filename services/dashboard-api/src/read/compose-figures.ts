import type { FiguresView } from '@bloom/contracts';
import { localDateOf, type TimeZone } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import type { PeopleReader } from './people-reader.ts';
import type { ReadDayAnew } from './read-day-anew.ts';

/** Puts a practitioner's figures of today together as screens show them; undefined for who is none of the practice. */
export function createComposeFigures(ports: {
  readonly people: PeopleReader;
  readonly readDayAnew: ReadDayAnew;
  readonly clock: Clock;
}) {
  const { people, readDayAnew, clock } = ports;
  return async (
    practice: string,
    zone: TimeZone,
    practitionerId: string,
  ): Promise<FiguresView | undefined> => {
    if (!(await people.get(practice, practitionerId))) return undefined;
    const date = localDateOf(clock.nowMs(), zone);
    const { facts, figures } = await readDayAnew(practice, practitionerId, { date, zone });
    const sessions = Object.fromEntries(facts.map((session) => [session.id, session.figures]));
    return { practitionerId, date, ...figures, sessions };
  };
}

export type ComposeFigures = ReturnType<typeof createComposeFigures>;
