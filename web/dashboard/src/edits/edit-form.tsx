import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import type { Draft } from './draft.ts';
import type { RunningEdits } from './run-edits.ts';

type EditFormProps = {
  readonly draft: Draft;
  readonly desk: RunningEdits;
  readonly label: string;
  readonly children: ReactNode;
};

/** What is being written, until it is saved or left. Escape leaves it from anywhere inside. */
export function EditForm({ draft, desk, label, children }: EditFormProps) {
  const { id } = draft.session;

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    desk.submit(id);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    desk.giveUp(id);
  }

  return (
    <form className="edit" aria-label={label} noValidate onSubmit={onSubmit} onKeyDown={onKeyDown}>
      {children}
      <button type="submit" className="small go" data-testid={`edit-save-${id}`}>
        Save
      </button>
      <button type="button" className="small" onClick={() => desk.giveUp(id)}>
        Leave it
      </button>
      {draft.fault && (
        <p className="fault" role="alert">
          {draft.fault}
        </p>
      )}
    </form>
  );
}
