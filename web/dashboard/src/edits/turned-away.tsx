import type { ShownSession } from '../live/session-list.ts';
import { standing, wantedInWords } from '../words/edit-words.ts';
import type { Outgoing } from './edits.ts';
import type { RunningEdits } from './run-edits.ts';

type TurnedAwayProps = {
  readonly one: Outgoing;
  /** The session as it stands, where it is known. */
  readonly session: ShownSession | undefined;
  readonly desk: RunningEdits;
  /** Its editor may be opened again: nothing else is being written there. */
  readonly mayEdit: boolean;
};

/** What Bloom did not take at all: why, and what was typed, which is kept until its writer lets it go. */
export function TurnedAway({ one, session, desk, mayEdit }: TurnedAwayProps) {
  const { key, draft, fields, words } = one;
  return (
    <section className="outcome" aria-label="Not saved" data-state="turned_away">
      {Object.entries(fields).map(([field, value]) => (
        <p key={field}>{wantedInWords(field, value, session && standing(session, field), draft.timezone)}</p>
      ))}
      <p>{words}</p>
      <button type="button" className="small" data-testid="edit-leave" onClick={() => desk.leave(key)}>
        Leave it
      </button>
      {mayEdit && (
        <button type="button" className="small" data-testid="edit-again" onClick={() => desk.editAgain(key)}>
          Edit again
        </button>
      )}
      <button type="button" className="small" data-testid="edit-mine" onClick={() => desk.sendAgain(key)}>
        Try again
      </button>
    </section>
  );
}
