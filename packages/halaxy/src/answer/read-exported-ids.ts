import { parseReference } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { Resource } from './classify-answer.ts';

/**
 * The ids in an answer of `Patient/$export-ids`: `Parameters` with one `valueReference` a patient. One entry that cannot be
 * read makes all of it unreadable: a patient who is left out would pass for one who is gone.
 *
 * @throws BloomError HALAXY_MALFORMED
 */
export function readExportedIds(answer: Resource): ReadonlySet<string> {
  const { resourceType, parameter = [] } = answer;
  if (resourceType !== 'Parameters' || !Array.isArray(parameter))
    throw new BloomError('HALAXY_MALFORMED', 'a list of ids was asked for, and something else came');
  return new Set(
    parameter.map((entry: unknown) => {
      const value = typeof entry === 'object' && entry !== null && 'valueReference' in entry;
      const named = value ? parseReference(entry.valueReference, ['Patient']) : undefined;
      if (named === undefined) throw new BloomError('HALAXY_MALFORMED', 'an exported id that is no patient');
      return named.id;
    }),
  );
}
