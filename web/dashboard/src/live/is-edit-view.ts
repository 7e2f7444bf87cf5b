import type { EditView } from '@bloom/contracts';

const states: ReadonlySet<unknown> = new Set(['queued', 'sending', 'saved', 'refused', 'conflict', 'failed']);

/** Whether what came as an edit holds what the page cannot do without. */
export function isEditView(view: unknown): view is EditView {
  const edit = view as Partial<EditView> | null | undefined;
  return (
    typeof edit?.id === 'string' &&
    typeof edit.revision === 'number' &&
    typeof edit.by?.id === 'string' &&
    typeof edit.target?.id === 'string' &&
    typeof edit.fields === 'object' &&
    edit.fields !== null &&
    states.has(edit.state)
  );
}
