import { useRef } from 'react';
import { sessionInWords } from '../words/edit-words.ts';
import { timeDraft, withEnd, withStart } from './draft.ts';
import { EditForm } from './edit-form.tsx';
import type { EditProps } from './edit-props.ts';
import { useHandover } from './use-handover.ts';

/** When a session is on its day. Another start keeps its length, until an end is given. */
export function TimeEdit({ begun, draft, desk }: EditProps) {
  const { session } = begun;
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const open = draft?.field === 'time' ? draft : undefined;
  useHandover(open !== undefined, field, opener);

  if (!open)
    return (
      <button
        ref={opener}
        type="button"
        className="small"
        data-testid={`time-edit-${session.id}`}
        aria-label={`Change time of ${sessionInWords(session)}`}
        disabled={draft !== undefined}
        onClick={() => desk.open(timeDraft(begun))}
      >
        Change time
      </button>
    );
  return (
    <EditForm draft={open} desk={desk} label={`Change time of ${sessionInWords(session)}`}>
      <label>
        From{' '}
        <input
          ref={field}
          type="time"
          data-testid={`time-start-${session.id}`}
          value={open.start}
          onChange={(event) => desk.type(withStart(open, event.target.value))}
        />
      </label>
      <label>
        to{' '}
        <input
          type="time"
          data-testid={`time-end-${session.id}`}
          value={open.end}
          onChange={(event) => desk.type(withEnd(open, event.target.value))}
        />
      </label>
    </EditForm>
  );
}
