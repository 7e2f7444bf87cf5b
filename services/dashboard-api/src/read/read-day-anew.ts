import { dayBounds, type LocalDate, type SessionFacts, type TimeZone } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import type { Store } from '@bloom/store';
import {
  createPractitionerFigures,
  type PractitionerFigures,
  usualAims,
} from '../figures/practitioner-figures.ts';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import { sessionFacts } from './session-facts.ts';
import type { SessionReader } from './session-reader.ts';

/** A practitioner's day with its figures, which stand until `untilMs` if nothing changes. */
export type StoredDay = {
  readonly facts: readonly SessionFacts[];
  readonly figures: PractitionerFigures;
  readonly readAtMs: number;
  readonly untilMs: number;
};

export type ReadDayAnew = (
  practice: string,
  practitionerId: string,
  day: { readonly date: LocalDate; readonly zone: TimeZone },
) => Promise<StoredDay>;

/** Reads a practitioner's day from the store: what dashboards cache, and what screens are told of figures. */
export function createReadDayAnew(
  store: Store,
  {
    sessions,
    sessionFiguresOf,
    clock,
  }: {
    readonly sessions: SessionReader;
    readonly sessionFiguresOf: SessionFiguresOf;
    readonly clock: Clock;
  },
): ReadDayAnew {
  const practitionerFiguresOf = createPractitionerFigures(store, clock);
  return async (practice, practitionerId, { date, zone }) => {
    const readAtMs = clock.nowMs();
    const [found, { figures, untilMs }] = await Promise.all([
      sessions.ofPractitioner(practice, practitionerId, dayBounds(date, zone)),
      practitionerFiguresOf(practice, practitionerId, { date, zone, aims: usualAims }),
    ]);
    const ofSessions = await sessionFiguresOf(practice, zone, found);
    const facts = found.map((session) => sessionFacts(session, ofSessions.get(session._id)));
    return { facts, figures, readAtMs, untilMs };
  };
}
