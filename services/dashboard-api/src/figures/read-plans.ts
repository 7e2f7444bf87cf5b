import { isPlan, type PlanReferral } from '@bloom/domain';
import type { RecordTables, ReferralDocument } from '@bloom/store';
import type { Catalogue } from './read-catalogue.ts';

/** The referrals of these clients that are limited in sessions. */
export async function readReferrals(
  { referrals }: Pick<RecordTables, 'referrals'>,
  practice: string,
  clientIds: readonly string[],
): Promise<ReferralDocument[]> {
  if (clientIds.length === 0) return [];
  return referrals
    .find({ practice, clientId: { $in: [...clientIds] }, gone: false, limit: { $ne: null } })
    .toArray();
}

/** Those of them that are plans, by client. */
export function plansOf(
  referrals: readonly ReferralDocument[],
  catalogue: Catalogue,
): ReadonlyMap<string, readonly PlanReferral[]> {
  const plans = referrals.filter(({ definitionId }) =>
    isPlan(catalogue.get('ReferralDefinition', definitionId)?.name),
  );
  const byClient = Map.groupBy(plans, ({ clientId }) => clientId);
  return new Map([...byClient].map(([clientId, own]) => [clientId, own.flatMap(planOf)]));
}

function planOf({ halaxyId, limit, used, start, end }: ReferralDocument): PlanReferral[] {
  if (limit === null) return [];
  return [{ id: halaxyId, limit, used, ...(start ? { start } : {}), ...(end ? { end } : {}) }];
}
