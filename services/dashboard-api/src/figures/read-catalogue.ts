import type { CatalogueType } from '@bloom/domain';
import type { CatalogueDocument, RecordTables } from '@bloom/store';

/** What a practice's catalogue says of an id of Halaxy's. */
export type Catalogue = {
  get(type: CatalogueType, id: string | null): CatalogueDocument | undefined;
};

/** Where nothing of the catalogue matters. */
export const noCatalogue: Catalogue = { get: () => undefined };

/** A practice's catalogue whole: some hundred entries at most, and never older than the dashboard that is made of it. */
export async function readCatalogue(
  { catalogue }: Pick<RecordTables, 'catalogue'>,
  practice: string,
): Promise<Catalogue> {
  const entries = await catalogue.find({ practice, gone: false }).toArray();
  const byKey = new Map(entries.map((entry) => [`${entry.type}|${entry.halaxyId}`, entry]));
  return { get: (type, id) => (id === null ? undefined : byKey.get(`${type}|${id}`)) };
}
