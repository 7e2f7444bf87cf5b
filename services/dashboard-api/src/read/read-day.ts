import { dayBounds, type LocalDate, localDateOf, type SessionFacts, type TimeZone } from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import type { OwnReader } from '@bloom/store';
import type { PractitionerFigures, PractitionerFiguresOf } from '../figures/practitioner-figures.ts';
import type { SessionFiguresOf } from '../figures/session-figures.ts';
import type { PracticeFacts } from './practice-facts.ts';
import { sessionFacts } from './session-facts.ts';
import type { SessionReader } from './session-reader.ts';
import type { SettingsReader } from './settings-reader.ts';

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

/** Reads a practitioner's day from the store: what dashboards cache, and what screens are told of figures. */
export function createReadDay({
  sessions,
  figuresOf,
  sessionFiguresOf,
  settings,
  own,
  clock,
}: {
  readonly sessions: SessionReader;
  readonly figuresOf: PractitionerFiguresOf;
  readonly sessionFiguresOf: SessionFiguresOf;
  readonly settings: SettingsReader;
  readonly own: OwnReader;
  readonly clock: Clock;
}): ReadDay {
  return async (practice, practitionerId, asked) => {
    const readAtMs = clock.nowMs();
    const { timezone: zone, ...aims } = await settings.of(practice, practitionerId);
    const date = asked ?? localDateOf(readAtMs, zone);
    const [found, { figures, untilMs }] = await Promise.all([
      sessions.ofPractitioner(practice.id, practitionerId, dayBounds(date, zone)),
      figuresOf(practice.id, practitionerId, { date, zone, aims }),
    ]);
    const ownOf = await own.clients.byIds(
      practice.id,
      found.map(({ clientId }) => clientId),
    );
    const ofSessions = await sessionFiguresOf(practice.id, found, { zoneOf: () => zone, own: ownOf });
    const facts = found.map((session) =>
      sessionFacts(session, ofSessions.get(session._id), ownOf.get(session.clientId)),
    );
    return { date, zone, facts, figures, readAtMs, untilMs };
  };
}
