import { type CatalogueType, transformCatalogue } from '@bloom/domain';
import type { CatalogueDocument } from '@bloom/store';
import { faultCodes } from './fault-codes.ts';
import { figuresOf } from './figures-of.ts';
import { keepFacts } from './keep-facts.ts';
import { nothingToProject, type Project } from './projection.ts';

/** An entry of the catalogue follows its record. It may stand behind anybody's figures. */
export function projectCatalogue(type: CatalogueType): Project {
  const transform = transformCatalogue(type);
  return async (record, { practice, halaxyId }, tables) => {
    const _id = `${practice}|${type}|${halaxyId}`;
    const read = record === undefined ? undefined : transform(record);
    const faults = read ? faultCodes(read) : [];
    if (read && read.kind !== 'usable') return { ...nothingToProject, faults };
    const held = await tables.catalogue.findOne({ _id });
    const next: Omit<CatalogueDocument, 'revision'> | undefined = read && {
      _id,
      practice,
      halaxyId,
      gone: false,
      type,
      name: read.record.name,
      patientsMax: read.record.patientsMax,
      priceCents: read.record.priceCents,
    };
    const concerned = async () =>
      figuresOf(practice, await tables.practitioners.distinct('_id', { practice, gone: false }));
    return keepFacts<CatalogueDocument>(tables.catalogue, { held, next }, { faults, concerned });
  };
}
