import {
  type AskedDay,
  type ClientOwn,
  type FigureSession,
  heldInYear,
  type Invoices,
  type PlanFigures,
  type PlanReferral,
  planFigures,
} from '@bloom/domain';

/** What is left on the day under the plan of each client, by what is known of them. */
export function plansOn(
  day: AskedDay,
  known: {
    readonly plans: ReadonlyMap<string, readonly PlanReferral[]>;
    /** Completed sessions with anybody, at least those of the day's year, and what was billed for them. */
    readonly held: ReadonlyMap<string, readonly FigureSession[]>;
    readonly invoices: Invoices;
    /** What clients told of sessions outside of the practice. */
    readonly own: ReadonlyMap<string, Pick<ClientOwn, 'sessionsElsewhere'>>;
  },
): (clientId: string) => PlanFigures {
  return (clientId) =>
    planFigures(known.plans.get(clientId) ?? [], {
      date: day.date,
      heldInYear: heldInYear(known.held.get(clientId) ?? [], known.invoices, day),
      elsewhere: known.own.get(clientId)?.sessionsElsewhere,
    });
}
