import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

export type LocationType = 'in-person' | 'telehealth' | 'phone';

/** Halaxy's words for where an appointment takes place. */
const places: ReadonlyMap<string, LocationType> = new Map([
  ['clinic', 'in-person'],
  ['organization', 'in-person'],
  ['telehealth', 'telehealth'],
  ['online', 'telehealth'],
  ['phone', 'phone'],
]);

/**
 * Where an appointment takes place, from its `supportingInformation[]`, with Halaxy's own word. The shape of that item
 * is not published: the word is looked for wherever such an item may carry it. In person when nothing says otherwise.
 */
export function readLocationType(appointment: unknown): {
  readonly locationType: LocationType;
  readonly raw: string | null;
} {
  for (const item of ownList(appointment, 'supportingInformation')) {
    for (const key of ['display', 'code', 'valueCode', 'reference']) {
      const raw = ownText(item, key);
      const locationType = places.get(raw?.split('/').at(-1)?.trim().toLowerCase() ?? '');
      if (raw !== undefined && locationType !== undefined) return { locationType, raw };
    }
  }
  return { locationType: 'in-person', raw: null };
}
