import type { PublicIds } from '@bloom/kit';
import type { ClientDocument, RecordTables } from '@bloom/store';

/** Whose record a patient's id names: the client, by our id, and their document where we hold it. */
export type NamedClient = { readonly clientId: string; readonly client: ClientDocument | undefined };

/** Merges of merges are followed so far. */
const hopsMax = 5;

/**
 * The clients that patients' ids name. After a merge in Halaxy records may go on naming the old id: it is the survivor's.
 *
 * @returns by Halaxy's id, all that were asked for
 */
export async function resolveClients(
  { clients }: Pick<RecordTables, 'clients'>,
  { practice, ids }: { readonly practice: string; readonly ids: PublicIds },
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, NamedClient>> {
  const known = new Map<string, ClientDocument>();
  let wanted = [...new Set(patientIds.map((id) => ids.client(practice, id)))];
  for (let hops = 0; wanted.length > 0 && hops < hopsMax; hops += 1) {
    const found = await clients.find({ _id: { $in: wanted }, practice }).toArray();
    for (const client of found) known.set(client._id, client);
    wanted = found.flatMap(({ mergedInto }) => (mergedInto && !known.has(mergedInto) ? [mergedInto] : []));
  }
  return new Map(patientIds.map((id) => [id, survivorOf(ids.client(practice, id), known)]));
}

/** The client whom one patient's id names. */
export async function resolveClient(
  tables: Pick<RecordTables, 'clients'>,
  about: { readonly practice: string; readonly ids: PublicIds },
  patientId: string,
): Promise<NamedClient> {
  const named = (await resolveClients(tables, about, [patientId])).get(patientId);
  return named ?? { clientId: about.ids.client(about.practice, patientId), client: undefined };
}

function survivorOf(clientId: string, known: ReadonlyMap<string, ClientDocument>): NamedClient {
  let id = clientId;
  for (let hops = 0; hops < hopsMax; hops += 1) {
    const next = known.get(id)?.mergedInto;
    if (next === undefined) break;
    id = next;
  }
  return { clientId: id, client: known.get(id) };
}
