import type { CatalogueType } from '@bloom/domain';
import { type CatalogueDocument, type RecordTables, recordTables, type Store } from '@bloom/store';
import { atOnce } from './find-counted.ts';

/** What a practice's catalogue says of an id of Halaxy's. */
export type Catalogue = {
  get(type: CatalogueType, id: string | null): CatalogueEntry | undefined;
};

const entryFields = { _id: 0, type: 1, halaxyId: 1, name: 1, patientsMax: 1, priceCents: 1 } as const;
export type CatalogueEntry = Pick<CatalogueDocument, Exclude<keyof typeof entryFields, '_id'>>;

/** Where nothing of the catalogue matters. */
export const noCatalogue: Catalogue = { get: () => undefined };

/** For one dashboard, whose parts are made beside one another: whoever first needs the catalogue reads it for all. */
export function createCatalogueOnce(store: Store): (practice: string) => () => Promise<Catalogue> {
  const tables = recordTables(store);
  return (practice) => {
    let read: Promise<Catalogue> | undefined;
    return () => {
      read ??= readCatalogue(tables, practice);
      return read;
    };
  };
}

/** A practice's catalogue whole: some hundred entries at most, and never older than the dashboard that is made of it. */
export async function readCatalogue(
  { catalogue }: Pick<RecordTables, 'catalogue'>,
  practice: string,
): Promise<Catalogue> {
  const entries = (await catalogue
    .find({ practice, gone: false }, { projection: entryFields, ...atOnce })
    .toArray()) as CatalogueEntry[];
  const byKey = new Map(entries.map((entry) => [`${entry.type}|${entry.halaxyId}`, entry]));
  return { get: (type, id) => (id === null ? undefined : byKey.get(`${type}|${id}`)) };
}
