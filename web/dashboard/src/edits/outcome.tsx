import type { ShownSession } from '../live/session-list.ts';
import { outcomeInWords } from '../words/edit-words.ts';
import type { KnownEdit } from './edits.ts';
import type { RunningEdits } from './run-edits.ts';

type OutcomeProps = {
  readonly known: KnownEdit;
  /** The session as it stands, where it is known. */
  readonly session: ShownSession | undefined;
  readonly timezone: string;
  readonly desk: RunningEdits;
};

/** An edit that ended without all that was wanted: what was wanted, what stands, and what can be done. */
export function Outcome({ known, session, timezone, desk }: OutcomeProps) {
  const { edit, asking, fault } = known;
  const { lines, next } = outcomeInWords(edit, session, timezone);
  const isConflict = edit.state === 'conflict';
  return (
    <section className="outcome" aria-label="Not saved" data-state={edit.state}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>{next}</p>
      <button
        type="button"
        className="small"
        data-testid="edit-theirs"
        disabled={asking !== undefined}
        onClick={() => desk.takeNote(edit.id)}
      >
        {isConflict ? 'Keep theirs' : 'Leave it'}
      </button>
      <button
        type="button"
        className="small"
        data-testid="edit-mine"
        disabled={asking !== undefined}
        onClick={() => desk.retry(edit.id)}
      >
        {isConflict ? 'Use mine' : 'Try again'}
      </button>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
