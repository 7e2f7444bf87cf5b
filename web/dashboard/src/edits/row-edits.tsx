import { CommentEdit } from './comment-edit.tsx';
import type { Begun } from './draft.ts';
import type { EditProps } from './edit-props.ts';
import { isUnsaved } from './edits.ts';
import { Outcome } from './outcome.tsx';
import { rowNote } from './row-note.ts';
import { StatusEdit } from './status-edit.tsx';
import { TimeEdit } from './time-edit.tsx';
import { TurnedAway } from './turned-away.tsx';
import type { OwnEdits } from './use-edits.ts';

type RowEditsProps = OwnEdits & { readonly begun: Begun };

/** What a person can change of a session, and what became of what they changed. */
export function RowEdits({ begun, edits, desk }: RowEditsProps) {
  const { session, timezone } = begun;
  const draft = edits.drafts.get(session.id);
  const note = rowNote(session, edits);
  const unsaved = [...edits.known.values()].filter(
    (known) => known.edit.target.id === session.id && isUnsaved(known),
  );
  const turnedAway = edits.outgoing.filter(
    (one) => one.draft.session.id === session.id && one.stage === 'turned_away',
  );
  const each: EditProps = { begun, draft, desk };
  return (
    <>
      <div className="tools">
        <CommentEdit {...each} />
        <TimeEdit {...each} />
        <StatusEdit {...each} />
        <span
          className={`note ${note?.state ?? ''}`}
          role="status"
          data-testid={`edit-state-${session.id}`}
          data-state={note?.state}
        >
          {note?.words}
        </span>
      </div>
      {(unsaved.length > 0 || turnedAway.length > 0) && (
        <div className="outcomes" data-testid={`edit-conflict-${session.id}`}>
          {turnedAway.map((one) => (
            <TurnedAway key={one.key} one={one} session={session} desk={desk} mayEdit={draft === undefined} />
          ))}
          {unsaved.map((known) => (
            <Outcome key={known.edit.id} known={known} session={session} timezone={timezone} desk={desk} />
          ))}
        </div>
      )}
    </>
  );
}
