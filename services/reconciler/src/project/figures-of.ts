import { channelsOfSession } from '@bloom/contracts';
import type { RecordTables } from '@bloom/store';
import type { Change } from '../ports.ts';

/** The figures of these practitioners are to be shown again, wherever their sessions are. */
export function figuresOf(practice: string, practitionerIds: Iterable<string | null>): Change[] {
  const known = [...new Set(practitionerIds)].filter((id) => id !== null);
  return known.map((id) => ({ kind: 'figures', id, channels: channelsOfSession(practice, id) }));
}

/** Whose these sessions are. */
export function ownersOf(
  { sessions }: Pick<RecordTables, 'sessions'>,
  filter: NonNullable<Parameters<RecordTables['sessions']['find']>[0]>,
): Promise<(string | null)[]> {
  return sessions.distinct('practitionerId', filter);
}
