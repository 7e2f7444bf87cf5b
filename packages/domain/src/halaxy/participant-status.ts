/** What a participant's status says, before the clock has its say (see `dashboard/shown-status.ts`). */
export type StatusMeaning = 'scheduled' | 'confirmed' | 'completed' | 'no_show' | 'cancelled' | 'unknown';

export type ParticipantStatus = {
  /** Halaxy's own code as it came; null when there was none. */
  readonly raw: string | null;
  readonly meaning: StatusMeaning;
  /** The patient has come, but was not yet attended. */
  readonly arrived: boolean;
  /** The code itself says that the cancellation costs nothing. Read back, a plain `cancelled` leaves it open. */
  readonly noCharge: boolean;
  /** The patient declined: a cancellation that a person may want to follow up. */
  readonly rejected: boolean;
};

/** Halaxy's vocabulary, and FHIR's as synonyms. Codes not here keep their raw form and are never completed. */
const meanings: ReadonlyMap<string, StatusMeaning> = new Map([
  ['booked', 'scheduled'],
  ['check response', 'scheduled'],
  ['proposed', 'scheduled'],
  ['pending', 'scheduled'],
  ['waitlist', 'scheduled'],
  ['confirmed', 'confirmed'],
  ['arrived', 'confirmed'],
  ['checked in', 'confirmed'],
  ['attended', 'completed'],
  ['fulfilled', 'completed'],
  ['did not attend', 'no_show'],
  ['noshow', 'no_show'],
  ['no show', 'no_show'],
  ['cancelled', 'cancelled'],
  ['canceled', 'cancelled'],
  ['rejected', 'cancelled'],
  ['entered in error', 'cancelled'],
]);

/** Reads a status code: case, spaces, underscores and hyphens do not matter; a suffix in brackets is read, then dropped. */
export function readParticipantStatus(code: unknown): ParticipantStatus {
  const raw = typeof code === 'string' ? code : null;
  const [bare = '', suffix = ''] = split(normalise(raw ?? ''));
  return {
    raw,
    meaning: meanings.get(bare) ?? 'unknown',
    arrived: bare === 'arrived' || bare === 'checked in',
    noCharge: suffix === 'no charge' && meanings.get(bare) === 'cancelled',
    rejected: bare === 'rejected',
  };
}

function normalise(code: string): string {
  return code
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

function split(code: string): string[] {
  const bracket = code.indexOf('(');
  if (bracket < 0 || !code.endsWith(')')) return [code];
  return [code.slice(0, bracket).trim(), code.slice(bracket + 1, -1).trim()];
}
