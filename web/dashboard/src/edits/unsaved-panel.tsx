import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/create-api.ts';
import { isBooking } from '../live/session-list.ts';
import { dayInWords } from '../words/day-words.ts';
import { sessionInWords } from '../words/edit-words.ts';
import { wallTimeOf } from '../words/zoned-time.ts';
import { isUnsaved, type KnownEdit } from './edits.ts';
import { Outcome } from './outcome.tsx';
import type { RunningEdits } from './run-edits.ts';
import { TurnedAway } from './turned-away.tsx';
import type { OwnEdits } from './use-edits.ts';

type UnsavedPanelProps = OwnEdits & { readonly timezone: string; readonly api: Api };

/** What a person wanted and has not got, on whichever day it is: until they have taken note of it. */
export function UnsavedPanel({ edits, desk, timezone, api }: UnsavedPanelProps) {
  const unsaved = [...edits.known.values()]
    .filter(isUnsaved)
    .sort((a, b) => Date.parse(a.edit.since) - Date.parse(b.edit.since));
  const turnedAway = edits.outgoing.filter(({ stage }) => stage === 'turned_away');
  const count = unsaved.length + turnedAway.length;
  if (count === 0) return null;
  return (
    <aside className="unsaved" aria-labelledby="unsaved-title" data-testid="unsaved-edits">
      <h2 id="unsaved-title">Not saved ({count})</h2>
      <ul>
        {turnedAway.map((one) => (
          <li key={one.key}>
            <h3>{sessionInWords(one.draft.session)}</h3>
            <TurnedAway one={one} session={undefined} desk={desk} mayEdit={false} />
          </li>
        ))}
        {unsaved.map((known) => (
          <UnsavedItem key={known.edit.id} known={known} desk={desk} timezone={timezone} api={api} />
        ))}
      </ul>
    </aside>
  );
}

type UnsavedItemProps = {
  readonly known: KnownEdit;
  readonly desk: RunningEdits;
  readonly timezone: string;
  readonly api: Api;
};

function UnsavedItem({ known, desk, timezone, api }: UnsavedItemProps) {
  const { kind, id } = known.edit.target;
  const isSession = kind === 'session' && !isBooking(id);
  const session = useQuery({
    queryKey: ['session', id, known.edit.revision],
    queryFn: () => api.session(id),
    enabled: isSession,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  return (
    <li>
      <h3>
        {session
          ? `${sessionInWords(session)}, ${dayInWords(wallTimeOf(session.start, timezone).date)}`
          : nameless(kind, isSession)}
      </h3>
      <Outcome known={known} session={undefined} timezone={timezone} desk={desk} />
    </li>
  );
}

function nameless(kind: KnownEdit['edit']['target']['kind'], isSession: boolean): string {
  if (kind === 'patient') return 'A client';
  return isSession ? 'A session' : 'A booking';
}
