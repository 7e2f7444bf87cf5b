import { transformReferral } from '@bloom/domain';
import type { ReferralDocument } from '@bloom/store';
import { figuresOf, ownersOf } from './figures-of.ts';
import { projectFacts } from './project-facts.ts';

/** What a client's plan allows follows its Referral; everybody who sees that client shows it. */
export const projectReferral = projectFacts({
  transform: transformReferral,
  tableOf: ({ referrals }) => referrals,
  patientOf: ({ patientId }) => patientId,
  fields: ({ definitionId, limit, used, start, end }, clientId) => ({
    clientId: clientId ?? '',
    definitionId,
    limit,
    used,
    start,
    end,
  }),
  concerned: async (said: readonly ReferralDocument[], { practice }, tables) => {
    const clients = said.map(({ clientId }) => clientId);
    return figuresOf(practice, await ownersOf(tables, { practice, clientId: { $in: clients } }));
  },
});
