import { type CatalogueType, transformCatalogue } from '@bloom/domain';
import type { CatalogueDocument } from '@bloom/store';
import { figuresOf } from './figures-of.ts';
import { projectFacts } from './project-facts.ts';
import type { Project } from './projection.ts';

/** An entry of the catalogue follows its record. It may stand behind anybody's figures. */
export function projectCatalogue(type: CatalogueType): Project {
  return projectFacts({
    transform: transformCatalogue(type),
    tableOf: ({ catalogue }) => catalogue,
    key: ({ practice, halaxyId }) => `${practice}|${type}|${halaxyId}`,
    fields: ({ name, patientsMax, priceCents }) => ({ type, name, patientsMax, priceCents }),
    concerned: async (_said: readonly CatalogueDocument[], { practice }, { practitioners }) =>
      figuresOf(practice, await practitioners.distinct('_id', { practice, gone: false })),
  });
}
