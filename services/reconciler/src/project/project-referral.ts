import { transformReferral } from '@bloom/domain';
import type { ReferralDocument } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { figuresOf, ownersOf } from './figures-of.ts';
import { keepFacts } from './keep-facts.ts';
import { nothingToProject, type Project } from './projection.ts';

/** What a client's plan allows follows its Referral; everybody who sees that client shows it. */
export const projectReferral: Project = async (record, { practice, halaxyId, ids }, tables) => {
  const _id = `${practice}|${halaxyId}`;
  const read = record === undefined ? undefined : transformReferral(record);
  const faults = read ? faultCodes(read) : [];
  if (read && read.kind !== 'usable') return { ...nothingToProject, faults };
  const held = await tables.referrals.findOne({ _id });
  const next: Omit<ReferralDocument, 'revision'> | undefined = read && {
    _id,
    practice,
    halaxyId,
    gone: false,
    clientId: ids.client(practice, read.record.patientId),
    definitionId: read.record.definitionId,
    limit: read.record.limit,
    used: read.record.used,
    start: read.record.start,
    end: read.record.end,
  };
  const concerned = async () => {
    const clients = [held, next].flatMap((one) => (one ? [one.clientId] : []));
    return figuresOf(practice, await ownersOf(tables, { practice, clientId: { $in: clients } }));
  };
  return keepFacts<ReferralDocument>(tables.referrals, { held, next }, { faults, concerned });
};
