import { parseTimeZone, type TimeZone } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import type { Practices } from '@bloom/store';
import { keepBriefly } from '../keep-briefly.ts';

/** What every answer needs to know of a practice. */
export type PracticeFacts = { readonly id: string; readonly name: string; readonly timezone: TimeZone };

export type PracticeFactsOf = (practice: string) => Promise<PracticeFacts>;

const keptMs = 5_000;

/**
 * Reads a practice's facts, kept for 5 s.
 *
 * @throws BloomError FORBIDDEN for a practice that is not (or no longer) ours: its people may nothing
 */
export function createPracticeFacts(practices: Practices, clock: Clock): PracticeFactsOf {
  const read = async (id: string): Promise<PracticeFacts> => {
    const practice = await practices.get(id);
    if (!practice) throw new BloomError('FORBIDDEN');
    const timezone = parseTimeZone(practice.timezone);
    if (!timezone) throw new BloomError('INTERNAL', `practice ${id} has a zone that is not known here`);
    return { id, name: practice.name, timezone };
  };
  return keepBriefly(read, { keptMs, clock });
}
