import { isPlan, type PlanReferral } from '@bloom/domain';
import type { RecordTables, ReferralDocument } from '@bloom/store';
import type { Catalogue } from './read-catalogue.ts';

/** The referrals of these clients that are plans and limited in sessions, by client. */
export async function readPlans(
  { referrals }: Pick<RecordTables, 'referrals'>,
  practice: string,
  clientIds: readonly string[],
  catalogue: Catalogue,
): Promise<ReadonlyMap<string, readonly PlanReferral[]>> {
  if (clientIds.length === 0) return new Map();
  const found = await referrals.find({ practice, clientId: { $in: [...clientIds] }, gone: false }).toArray();
  const plans = found.flatMap((referral) => {
    const counted = planOf(referral);
    const kind = catalogue.get('ReferralDefinition', referral.definitionId)?.name;
    return counted && isPlan(kind) ? [{ clientId: referral.clientId, counted }] : [];
  });
  const byClient = Map.groupBy(plans, ({ clientId }) => clientId);
  return new Map([...byClient].map(([clientId, own]) => [clientId, own.map(({ counted }) => counted)]));
}

function planOf({ halaxyId, limit, used, start, end }: ReferralDocument): PlanReferral | undefined {
  if (limit === null) return undefined;
  return { id: halaxyId, limit, used, ...(start ? { start } : {}), ...(end ? { end } : {}) };
}
