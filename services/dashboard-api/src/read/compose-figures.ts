import type { FiguresView } from '@bloom/contracts';
import type { DayReader } from './day-reader.ts';
import type { PeopleReader } from './people-reader.ts';
import type { PracticeFacts } from './practice-facts.ts';

/** Puts a practitioner's figures of today together as screens show them; undefined for who is none of the practice. */
export function createComposeFigures(ports: {
  readonly people: PeopleReader;
  readonly days: Pick<DayReader, 'renew'>;
}) {
  const { people, days } = ports;
  return async (practice: PracticeFacts, practitionerId: string): Promise<FiguresView | undefined> => {
    if (!(await people.get(practice.id, practitionerId))) return undefined;
    const { date, facts, figures } = await days.renew(practice, practitionerId);
    const sessions = Object.fromEntries(facts.map((session) => [session.id, session.figures]));
    return { practitionerId, date, ...figures, sessions };
  };
}

export type ComposeFigures = ReturnType<typeof createComposeFigures>;
