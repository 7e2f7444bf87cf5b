import { figuresOwner } from '@bloom/store';
import type { ReadThrough } from '../read/read-through.ts';
import type { PractitionerFiguresOf } from './practitioner-figures.ts';

/**
 * Keeps figures by themselves: most changes, such as a comment, concern a session and no figure, and then only the day's
 * sessions are read anew. `renewed` takes nothing from the cache.
 */
export function keepFigures(
  figuresOf: PractitionerFiguresOf,
  { through, idKey }: { readonly through: ReadThrough; readonly idKey: Uint8Array },
): { readonly kept: PractitionerFiguresOf; readonly renewed: PractitionerFiguresOf } {
  const placeOf = (
    ...[practice, practitionerId, { date, zone, aims }]: Parameters<PractitionerFiguresOf>
  ) => ({
    practice,
    owner: figuresOwner(idKey, practice, practitionerId),
    part: `1:${date}:${zone}:${aims.maxSessions}:${aims.weeklyRevenueTarget}:${aims.monthlyRevenueTarget}`,
  });
  return {
    kept: async (...asked) => (await through.read(placeOf(...asked), () => figuresOf(...asked))).value,
    renewed: (...asked) => through.renew(placeOf(...asked), () => figuresOf(...asked)),
  };
}
