import {
  type ClientOwn,
  leftOfReferral,
  localDateOf,
  relationshipMonths,
  type SessionFigures,
  sessionNumber,
  type TimeZone,
  usedElsewhere,
  yearBounds,
  yearMayDecide,
} from '@bloom/domain';
import type { Clock } from '@bloom/kit';
import { recordTables, type SessionDocument, type Store } from '@bloom/store';
import { type CountedSession, findCounted } from './find-counted.ts';
import { plansOn } from './plans-on.ts';
import { countedSession, readBilling } from './read-billing.ts';
import { type Catalogue, noCatalogue, readCatalogue } from './read-catalogue.ts';
import { plansOf, readReferrals } from './read-plans.ts';

type Known = {
  /** In whose zone the day of a session is counted. */
  readonly zoneOf: (practitionerId: string | null) => TimeZone;
  /** What is kept of the clients, by their ids. */
  readonly own: ReadonlyMap<string, Pick<ClientOwn, 'sessionsElsewhere'>>;
  /** Where it is read for something else too. */
  readonly catalogueOf?: () => Promise<Catalogue>;
};

export type SessionFiguresOf = (
  practice: string,
  stored: readonly SessionDocument[],
  known: Known,
) => Promise<ReadonlyMap<string, SessionFigures>>;

/** The figures of each session by its id, for its own day: its number, its client's plan, how long the client has come. */
export function createSessionFigures(store: Store, clock: Clock): SessionFiguresOf {
  const tables = recordTables(store);
  return async (practice, stored, { zoneOf, own: ownOf, catalogueOf }) => {
    if (stored.length === 0) return new Map();
    const nowMs = clock.nowMs();
    const clientIds = [...new Set(stored.map(({ clientId }) => clientId))];
    const [history, referrals] = await Promise.all([
      findCounted(tables, practice, { clientId: { $in: clientIds } }),
      readReferrals(tables, practice, clientIds),
    ]);
    // Most clients have no plan: nothing of theirs is looked up further.
    const needed = catalogueOf ?? (() => readCatalogue(tables, practice));
    const catalogue = referrals.length === 0 ? noCatalogue : await needed();
    const plans = plansOf(referrals, catalogue);
    const billed = await readBilling(
      tables,
      practice,
      deciding(stored, { history, plans, ownOf, zoneOf }),
      catalogue,
    );
    const known = {
      plans,
      held: Map.groupBy(billed.sessions, ({ clientId }) => clientId),
      invoices: billed.invoices,
      own: ownOf,
    };
    const together = Map.groupBy(
      history.map((session) => countedSession(session, [], catalogue)),
      pairOf,
    );
    return new Map(
      stored.map((session) => {
        const zone = zoneOf(session.practitionerId);
        const day = { date: localDateOf(session.startMs, zone), zone, nowMs };
        const one = countedSession(session, [], catalogue);
        const own = together.get(pairOf(one)) ?? [];
        const { mhcpRemaining, mhcpTotal } = plansOn(day, known)(session.clientId);
        return [
          session._id,
          {
            sessionNumber: sessionNumber(one, own, nowMs),
            mhcpRemaining,
            mhcpTotal,
            relationshipMonths: relationshipMonths(own, day),
          },
        ];
      }),
    );
  };
}

/** The completed sessions of those years that may leave a client less than their referral: what was billed for them matters. */
function deciding(
  stored: readonly SessionDocument[],
  {
    history,
    plans,
    ownOf,
    zoneOf,
  }: {
    readonly history: readonly CountedSession[];
    readonly plans: ReturnType<typeof plansOf>;
    readonly ownOf: Known['own'];
    readonly zoneOf: Known['zoneOf'];
  },
): CountedSession[] {
  const completed = Map.groupBy(
    history.filter(({ status }) => status.meaning === 'completed'),
    ({ clientId }) => clientId,
  );
  const found = stored.flatMap(({ clientId, practitionerId, startMs }) => {
    const referrals = plans.get(clientId);
    if (referrals === undefined) return [];
    const zone = zoneOf(practitionerId);
    const date = localDateOf(startMs, zone);
    const year = yearBounds(date, zone);
    const ofYear = (completed.get(clientId) ?? []).filter(
      (one) => one.startMs >= year.fromMs && one.startMs < year.toMs,
    );
    const elsewhere = usedElsewhere(ownOf.get(clientId)?.sessionsElsewhere, date);
    return yearMayDecide(leftOfReferral(referrals, date), { completed: ofYear.length, elsewhere })
      ? ofYear
      : [];
  });
  return [...new Set(found)];
}

const pairOf = ({ clientId, practitionerId }: { clientId: string; practitionerId: string }): string =>
  `${clientId}|${practitionerId}`;
