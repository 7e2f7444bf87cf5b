import { type KeyboardEvent, useRef } from 'react';
import { sessionInWords } from '../words/edit-words.ts';
import { commentDraft } from './draft.ts';
import { EditForm } from './edit-form.tsx';
import type { EditProps } from './edit-props.ts';
import { useHandover } from './use-handover.ts';

/** The comment of a session, in a field of its row: Enter saves, Escape gives up. */
export function CommentEdit({ begun, draft, desk }: EditProps) {
  const { session } = begun;
  const field = useRef<HTMLTextAreaElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const open = draft?.field === 'comment' ? draft : undefined;
  useHandover(open !== undefined, field, opener);
  const verb = session.comment ? 'Edit' : 'Add';
  const what = `comment of ${sessionInWords(session)}`;

  function onKeyDown(event: KeyboardEvent): void {
    // With Shift it is a line more; while a sign is being composed it belongs to that.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    desk.submit(session.id);
  }

  if (!open)
    return (
      <button
        ref={opener}
        type="button"
        className="small"
        data-testid={`comment-edit-${session.id}`}
        aria-label={`${verb} ${what}`}
        disabled={draft !== undefined}
        onClick={() => desk.open(commentDraft(begun))}
      >
        {verb} comment
      </button>
    );
  return (
    <EditForm draft={open} desk={desk} label={`${verb} ${what}`}>
      <textarea
        ref={field}
        rows={1}
        data-testid={`comment-input-${session.id}`}
        aria-label={`The ${what}`}
        value={open.text}
        onChange={(event) => desk.type({ ...open, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
    </EditForm>
  );
}
