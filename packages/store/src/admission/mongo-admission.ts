import {
  type Admission,
  type BudgetPolicy,
  gateWaitMs,
  halaxyBudget,
  type Lane,
  laneDebtMsMax,
  remainingForPeopleOnly,
  scarceForMs,
  tokenMs,
} from '@bloom/halaxy/admission';
import type { Collection, Document } from 'mongodb';
import type { Store } from '../connect-store.ts';

/** One document per credential: the budget and the read counter, so that one update takes from both. */
type CredentialDocument = {
  readonly _id: string;
  readonly fullAtMs?: number;
  readonly gateUntilMs?: number;
  readonly scarceUntilMs?: number;
  readonly readNo?: number;
  /** The answer to the last ask, written by the update that gave it. */
  readonly last?: { readonly admitted: boolean; readonly waitMs: number };
};

/** Reads that may still be under way with the credential of before: their numbers are passed over. */
const underWayMax = 10_000;

/** By the server's clock: no pod's own clock can admit a call too early. */
const nowMs = { $toLong: '$$NOW' };
const held = (field: string): Document => ({ $ifNull: [`$${field}`, 0] });

/**
 * The admission that all pods share: each ask is one update of the credential's document, true to the same
 * decision as `admit` in `@bloom/halaxy/admission`. Durable before it is answered.
 */
export function createMongoAdmission(
  store: Store,
  credentialId: string,
  policy: BudgetPolicy = halaxyBudget,
): Admission & {
  /** Numbers above this one are drawn from now on: what another credential's reads have left is older. */
  countFrom(readNo: number): Promise<void>;
} {
  const credentials: Collection<CredentialDocument> = store.collection('halaxy_credentials');
  const update = (pipeline: Document[]) =>
    credentials.findOneAndUpdate({ _id: credentialId }, pipeline, { upsert: true, returnDocument: 'after' });
  const raise = async (field: 'gateUntilMs' | 'scarceUntilMs', byMs: number): Promise<void> => {
    await update([{ $set: { [field]: { $max: [held(field), { $add: [nowMs, byMs] }] } } }]);
  };

  return {
    async tryAdmit(lane) {
      const document = await update(admitPipeline(lane, policy));
      if (document?.last?.admitted) return { readNo: document.readNo ?? 0 };
      return { waitMs: document?.last?.waitMs ?? tokenMs(policy) };
    },
    async readCounter() {
      const document = await credentials.findOne(
        { _id: credentialId },
        { projection: { readNo: 1 }, readConcern: 'local' },
      );
      return document?.readNo ?? 0;
    },
    async countFrom(readNo) {
      const isBehind = { $lt: [held('readNo'), readNo] };
      await update([{ $set: { readNo: { $cond: [isBehind, readNo + underWayMax, held('readNo')] } } }]);
    },
    closeGate: (retryAfterMs) => raise('gateUntilMs', gateWaitMs(retryAfterMs)),
    async heedRemaining(remaining) {
      if (remaining < remainingForPeopleOnly) await raise('scarceUntilMs', scarceForMs);
    },
  };
}

function admitPipeline(lane: Lane, policy: BudgetPolicy): Document[] {
  const closedUntilMs =
    lane === 'people' ? held('gateUntilMs') : { $max: [held('gateUntilMs'), held('scarceUntilMs')] };
  const debtMs = { $max: [0, { $subtract: [held('fullAtMs'), nowMs] }] };
  const overMs = { $subtract: [debtMs, laneDebtMsMax(lane, policy)] };
  const waitMs = { $max: [0, { $subtract: [closedUntilMs, nowMs] }, { $ceil: overMs }] };
  return [
    { $set: { last: { waitMs, admitted: { $lte: [waitMs, 0] } } } },
    {
      $set: {
        fullAtMs: { $cond: ['$last.admitted', { $add: [nowMs, debtMs, tokenMs(policy)] }, held('fullAtMs')] },
        readNo: { $add: [held('readNo'), { $cond: ['$last.admitted', 1, 0] }] },
      },
    },
  ];
}
