import {
  localDateOf,
  relationshipMonths,
  type SessionFigures,
  sessionNumber,
  type TimeZone,
} from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { recordTables, type SessionDocument, type Store } from '@bloom/store';
import { findCounted } from './find-counted.ts';
import { plansOn } from './plans-on.ts';
import { countedSession } from './read-billing.ts';
import { readCatalogue } from './read-catalogue.ts';

export type SessionFiguresOf = (
  practice: string,
  zone: TimeZone,
  stored: readonly SessionDocument[],
) => Promise<ReadonlyMap<string, SessionFigures>>;

/** The figures of each session by its id, for its own day: its number, its client's plan, how long the client has come. */
export function createSessionFigures(store: Store, clock: Clock): SessionFiguresOf {
  const tables = recordTables(store);
  return async (practice, zone, stored) => {
    if (stored.length === 0) return new Map();
    const nowMs = clock.nowMs();
    const catalogue = await readCatalogue(tables, practice);
    const byDate = Map.groupBy(stored, ({ startMs }) => localDateOf(startMs, zone));
    const [history, plans] = await Promise.all([
      findCounted(tables, practice, {
        clientId: { $in: distinct(stored.map(({ clientId }) => clientId)) },
        practitionerId: { $in: distinct(stored.map(({ practitionerId }) => practitionerId)) },
      }),
      Promise.all(
        [...byDate].map(async ([date, own]) => {
          const clientIds = distinct(own.map(({ clientId }) => clientId));
          const about = { practice, catalogue, clientIds };
          return [date, await plansOn(tables, about, { date, zone, nowMs }, 1)] as const;
        }),
      ),
    ]);
    const planOn = new Map(plans);
    const together = Map.groupBy(
      history.map((session) => countedSession(session, [], catalogue)),
      pairOf,
    );
    return new Map(
      stored.map((session) => {
        const date = localDateOf(session.startMs, zone);
        const one = countedSession(session, [], catalogue);
        const own = together.get(pairOf(one)) ?? [];
        const { mhcpRemaining = null, mhcpTotal = null } = planOn.get(date)?.(session.clientId) ?? {};
        return [
          session._id,
          {
            sessionNumber: sessionNumber(one, own, nowMs),
            mhcpRemaining,
            mhcpTotal,
            relationshipMonths: relationshipMonths(own, { date, zone, nowMs }),
          },
        ];
      }),
    );
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

const pairOf = ({ clientId, practitionerId }: { clientId: string; practitionerId: string }): string =>
  `${clientId}|${practitionerId}`;
