import type { FigureSession } from '@bloom/domain';
import type { RecordTables, SessionDocument } from '@bloom/store';

/** MongoDB answers in one go: what figures need is some hundred small documents, and each further batch is a wait. */
export const atOnce = { batchSize: 5_000 } as const;

/** What figures need to know of a stored session. */
const countedFields = {
  halaxyId: 1,
  clientId: 1,
  practitionerId: 1,
  startMs: 1,
  endMs: 1,
  'status.meaning': 1,
  invoiceId: 1,
  serviceId: 1,
  feeId: 1,
  clients: 1,
} as const;

export type CountedSession = Pick<
  SessionDocument,
  '_id' | Exclude<keyof typeof countedFields, 'status.meaning'>
> & {
  readonly status: Pick<SessionDocument['status'], 'meaning'>;
};

/** What is asked of sessions beside the practice. */
type Filter = NonNullable<Parameters<RecordTables['sessions']['find']>[0]>;

/** Sessions that Halaxy still has, with nothing that figures do not need: neither names nor comments. */
export async function findCounted(
  { sessions }: Pick<RecordTables, 'sessions'>,
  practice: string,
  filter: Filter,
): Promise<CountedSession[]> {
  const found = sessions.find({ ...filter, practice, gone: false }, { projection: countedFields, ...atOnce });
  return (await found.toArray()) as CountedSession[];
}

/** How many such sessions each of these clients has with anybody; from the index alone. */
export async function countSessions(
  { sessions }: Pick<RecordTables, 'sessions'>,
  practice: string,
  clientIds: readonly string[],
  filter: Filter,
): Promise<Map<string, number>> {
  if (clientIds.length === 0) return new Map();
  const counts = await sessions
    .aggregate<{ _id: string; count: number }>([
      { $match: { ...filter, practice, gone: false, clientId: { $in: [...clientIds] } } },
      { $group: { _id: '$clientId', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}

const openFields = { clientId: 1, practitionerId: 1, startMs: 1, endMs: 1, 'status.meaning': 1 } as const;

/** Sessions of these clients with anybody that start from then on and may still take place at `nowMs`. */
export async function findOpen(
  { sessions }: Pick<RecordTables, 'sessions'>,
  practice: string,
  clientIds: readonly string[],
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): Promise<FigureSession[]> {
  const found = await sessions
    .find(
      {
        ...{ practice, clientId: { $in: [...clientIds] }, gone: false },
        ...{ startMs: { $gte: fromMs }, endMs: { $gt: nowMs } },
        'status.meaning': { $nin: ['completed', 'cancelled', 'no_show'] },
      },
      { projection: openFields, ...atOnce },
    )
    .toArray();
  return found.map(({ _id, clientId, practitionerId, startMs, endMs, status: { meaning } }) => ({
    ...{ id: _id, clientId, practitionerId: practitionerId ?? '', startMs, endMs, meaning, invoiceIds: [] },
  }));
}
