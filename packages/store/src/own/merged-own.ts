import type { Collection } from 'mongodb';
import type { Store, Transaction } from '../connect-store.ts';
import type { ClientDocument } from '../records/documents.ts';
import type { ClientOwnDocument, ClientOwnField, ClientOwnKept } from './documents.ts';

/** Merges of merges are followed so far, as the reconciler follows them. */
const hopsMax = 5;

/** Reads what is kept of clients together with what is kept of those whom Halaxy merged into them. */
export function readMergedOwn(store: Store) {
  const documents: Collection<ClientOwnDocument> = store.collection('client_own');
  const clients: Collection<ClientDocument> = store.collection('clients');

  /** Who was merged into these, by whom they are now. */
  async function mergedInto(practice: string, ids: readonly string[], session?: Transaction) {
    const survivorOf = new Map(ids.map((id) => [id, id]));
    let asked = [...survivorOf.keys()];
    for (let hops = 0; asked.length > 0 && hops < hopsMax; hops += 1) {
      const found = await clients
        .find({ practice, mergedInto: { $in: asked } }, { projection: { mergedInto: 1 }, session })
        .toArray();
      asked = found.flatMap(({ _id, mergedInto: next = '' }) => {
        if (survivorOf.has(_id)) return [];
        survivorOf.set(_id, survivorOf.get(next) ?? next);
        return [_id];
      });
    }
    return survivorOf;
  }

  /** The documents behind each of these clients, their own first; one of whom nothing is kept is not in it. */
  return async function documentsOf(
    practice: string,
    ids: readonly string[],
    { session, projection = {} }: { session?: Transaction; projection?: Record<string, 0> } = {},
  ): Promise<ReadonlyMap<string, readonly ClientOwnDocument[]>> {
    if (ids.length === 0) return new Map();
    const survivorOf = await mergedInto(practice, ids, session);
    const keys = [...survivorOf.keys()].map((id) => `${practice}|${id}`);
    const found = await documents.find({ practice, _id: { $in: keys } }, { projection, session }).toArray();
    const isOwn = ({ id }: ClientOwnDocument) => survivorOf.get(id) === id;
    const inOrder = found.sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || (a.id < b.id ? -1 : 1));
    return Map.groupBy(inOrder, ({ id }) => survivorOf.get(id) ?? id);
  };
}

/** Puts together what is kept of one client: their own, and of those merged into them what was not saved over. */
export function combineOwn(
  practice: string,
  id: string,
  documents: readonly ClientOwnDocument[],
): ClientOwnKept {
  const folded = documents.find((one) => one.id === id)?.folded ?? {};
  const counting = (field: ClientOwnField) =>
    documents.filter((one) => !(folded[field] ?? []).includes(one.id));
  return {
    _id: `${practice}|${id}`,
    practice,
    id,
    revision: documents.reduce((sum, { revision }) => sum + revision, 0),
    presentingIssues: [...new Set(counting('presentingIssues').flatMap((one) => one.presentingIssues))],
    sessionsElsewhere: counting('sessionsElsewhere').reduce(addElsewhere, null),
    ...firstStatus(counting('status')),
    notes: counting('privateNotes').flatMap(({ id: clientId, privateNotes: sealed }) =>
      sealed ? [{ clientId, sealed }] : [],
    ),
  };
}

/** Their own comes first: what was said of the survivor stands before what was said of whom Halaxy merged into them. */
function firstStatus(documents: readonly ClientOwnDocument[]): Pick<ClientOwnDocument, 'status'> {
  const status = documents.find((one) => one.status !== undefined)?.status;
  return status === undefined ? {} : { status };
}

type Elsewhere = ClientOwnDocument['sessionsElsewhere'];

/** Of one year all count; of two years the later is told, for the earlier counts no more. */
function addElsewhere(
  sum: Elsewhere,
  { sessionsElsewhere: one }: Pick<ClientOwnDocument, 'sessionsElsewhere'>,
): Elsewhere {
  if (sum === null || one === null) return sum ?? one;
  if (sum.year === one.year) return { year: sum.year, count: sum.count + one.count };
  return sum.year > one.year ? sum : one;
}
