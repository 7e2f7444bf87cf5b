import {
  type AskedDay,
  heldInYear,
  type LocalDate,
  type PlanFigures,
  planFigures,
  type TimeZone,
  yearBounds,
} from '@bloom/domain';
import type { RecordTables } from '@bloom/store';
import { type CountedSession, findCounted } from './find-counted.ts';
import { readBilling } from './read-billing.ts';
import type { Catalogue } from './read-catalogue.ts';
import { readPlans } from './read-plans.ts';

/** What is left on the day under the plan of each of these clients. */
export async function plansOn(
  tables: RecordTables,
  {
    practice,
    catalogue,
    clientIds,
  }: { practice: string; catalogue: Catalogue; clientIds: readonly string[] },
  day: AskedDay,
  /** Clients with fewer completed sessions in the year than this are counted as if they had none: billing is not looked up. */
  countedFrom: number,
): Promise<(clientId: string) => PlanFigures> {
  const plans = await readPlans(tables, practice, clientIds, catalogue);
  const ofYear = Map.groupBy(
    await completedInYear(tables, practice, [...plans.keys()], day),
    ({ clientId }) => clientId,
  );
  const many = [...ofYear.values()].filter((completed) => completed.length >= countedFrom).flat();
  const { sessions, invoices } = await readBilling(tables, practice, many, catalogue);
  const histories = Map.groupBy(sessions, ({ clientId }) => clientId);
  return (clientId) =>
    planFigures(plans.get(clientId) ?? [], {
      date: day.date,
      heldInYear: heldInYear(histories.get(clientId) ?? [], invoices, day),
    });
}

/** Completed sessions of these clients, with anybody, in the calendar year of the day. */
async function completedInYear(
  tables: RecordTables,
  practice: string,
  clientIds: readonly string[],
  { date, zone }: { readonly date: LocalDate; readonly zone: TimeZone },
): Promise<CountedSession[]> {
  if (clientIds.length === 0) return [];
  const { fromMs, toMs } = yearBounds(date, zone);
  return findCounted(tables, practice, {
    clientId: { $in: [...clientIds] },
    'status.meaning': 'completed',
    startMs: { $gte: fromMs, $lt: toMs },
  });
}
