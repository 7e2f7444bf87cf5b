import {
  type AskedDay,
  endingSoonMax,
  leftOfReferral,
  usedElsewhere,
  yearBounds,
  yearMayDecide,
} from '@bloom/domain';
import type { OwnReader, RecordTables } from '@bloom/store';
import { countSessions, findCounted } from './find-counted.ts';
import { plansOn } from './plans-on.ts';
import { readBilling } from './read-billing.ts';
import type { Catalogue } from './read-catalogue.ts';
import { plansOf, readReferrals } from './read-plans.ts';

/**
 * What is left under the plan of each of these clients on the day; null without an active one. Exact above
 * `endingSoonMax`: of a plan that its referral ends already it does not matter how much more the year takes.
 */
export function createPlansLeft(tables: RecordTables, { clients: ownOf }: Pick<OwnReader, 'clients'>) {
  return async (
    practice: string,
    clientIds: readonly string[],
    catalogueRead: Promise<Catalogue>,
    day: AskedDay,
  ): Promise<Map<string, number | null>> => {
    const [referrals, catalogue] = await Promise.all([
      readReferrals(tables, practice, clientIds),
      catalogueRead,
    ]);
    const plans = plansOf(referrals, catalogue);
    const left = new Map(clientIds.map((id) => [id, leftOfReferral(plans.get(id) ?? [], day.date)]));
    const open = clientIds.filter((id) => (left.get(id) ?? 0) > endingSoonMax);
    const year = yearBounds(day.date, day.zone);
    const ofYear = { 'status.meaning': 'completed', startMs: { $gte: year.fromMs, $lt: year.toMs } } as const;
    const [completed, own] = await Promise.all([
      countSessions(tables, practice, open, ofYear),
      ownOf.byIds(practice, open),
    ]);
    // Who came less often has as much left as the referral says: what was billed does not matter.
    const often = open.filter((id) =>
      yearMayDecide(left.get(id) ?? null, {
        completed: completed.get(id) ?? 0,
        elsewhere: usedElsewhere(own.get(id)?.sessionsElsewhere, day.date),
      }),
    );
    const came = await findCounted(tables, practice, { clientId: { $in: often }, ...ofYear });
    const { sessions, invoices } = await readBilling(tables, practice, came, catalogue);
    const held = Map.groupBy(sessions, ({ clientId }) => clientId);
    const planOf = plansOn(day, { plans, held, invoices, own });
    return new Map([...left, ...often.map((id) => [id, planOf(id).mhcpRemaining] as const)]);
  };
}
