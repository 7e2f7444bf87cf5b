import { isPlan, type PlanReferral } from '@bloom/domain';
import type { RecordTables, ReferralDocument } from '@bloom/store';
import { atOnce } from './find-counted.ts';
import type { Catalogue } from './read-catalogue.ts';

const referralFields = {
  ...{ _id: 0, halaxyId: 1, clientId: 1, definitionId: 1, limit: 1, used: 1, start: 1, end: 1 },
} as const;
type Referral = Pick<ReferralDocument, Exclude<keyof typeof referralFields, '_id'>>;

/** The referrals of these clients that are limited in sessions. */
export async function readReferrals(
  { referrals }: Pick<RecordTables, 'referrals'>,
  practice: string,
  clientIds: readonly string[],
): Promise<Referral[]> {
  if (clientIds.length === 0) return [];
  return referrals
    .find(
      { practice, clientId: { $in: [...clientIds] }, gone: false, limit: { $ne: null } },
      { projection: referralFields, ...atOnce },
    )
    .toArray() as Promise<Referral[]>;
}

/** Those of them that are plans, by client. */
export function plansOf(
  referrals: readonly Referral[],
  catalogue: Catalogue,
): ReadonlyMap<string, readonly PlanReferral[]> {
  const plans = referrals.filter(({ definitionId }) =>
    isPlan(catalogue.get('ReferralDefinition', definitionId)?.name),
  );
  const byClient = Map.groupBy(plans, ({ clientId }) => clientId);
  return new Map([...byClient].map(([clientId, own]) => [clientId, own.flatMap(planOf)]));
}

function planOf({ halaxyId, limit, used, start, end }: Referral): PlanReferral[] {
  if (limit === null) return [];
  return [{ id: halaxyId, limit, used, ...(start ? { start } : {}), ...(end ? { end } : {}) }];
}
