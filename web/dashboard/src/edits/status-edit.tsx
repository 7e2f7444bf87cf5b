import { type KeyboardEvent, useRef } from 'react';
import { sessionInWords, statusAsWord } from '../words/edit-words.ts';
import { statusInWords } from '../words/session-words.ts';
import { statusDraft, type WritableStatus, writableStatuses } from './draft.ts';
import { EditForm } from './edit-form.tsx';
import type { EditProps } from './edit-props.ts';
import { useHandover } from './use-handover.ts';
import { statusSeen } from './wish-of.ts';

/**
 * The six statuses that a session may be given. A choice by pointer is saved at once. The keys of some systems
 * pass over one status after another, and each would be an edit: what they choose waits to be saved. So does a
 * cancellation, of which it is asked whether it is charged.
 */
export function StatusEdit({ begun, draft, desk }: EditProps) {
  const { session } = begun;
  const menu = useRef<HTMLSelectElement>(null);
  const byKeys = useRef(false);
  const open = draft?.field === 'status' ? draft : undefined;
  useHandover(open !== undefined, menu, menu);
  const seen = statusSeen(session);
  const isWritable = writableStatuses.some((one) => one === seen);

  function choose(status: WritableStatus): void {
    if (open) desk.type({ ...open, status });
    else desk.open(statusDraft(begun, status));
    if (!open && !byKeys.current && status !== 'cancelled') desk.submit(session.id);
  }

  function onKeyDown(event: KeyboardEvent): void {
    byKeys.current = true;
    if (!open) return;
    if (event.key === 'Escape') desk.giveUp(session.id);
    if (event.key !== 'Enter') return;
    event.preventDefault();
    desk.submit(session.id);
  }

  return (
    <>
      <select
        ref={menu}
        className="small"
        data-testid={`status-select-${session.id}`}
        aria-label={`Status of ${sessionInWords(session)}`}
        value={open?.status ?? (isWritable ? seen : '')}
        disabled={draft !== undefined && !open}
        onPointerDown={() => {
          byKeys.current = false;
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          byKeys.current = false;
        }}
        onChange={(event) => choose(event.target.value as WritableStatus)}
      >
        {!isWritable && (
          <option value="" disabled>
            {statusInWords(session)}
          </option>
        )}
        {writableStatuses.map((status) => (
          <option key={status} value={status}>
            {statusAsWord(status)}
          </option>
        ))}
      </select>
      {open && (
        <EditForm draft={open} desk={desk} label={`Change status of ${sessionInWords(session)}`}>
          {open.status === 'cancelled' ? (
            <label>
              <input
                type="checkbox"
                data-testid={`status-charge-${session.id}`}
                checked={open.charge}
                onChange={(event) => desk.type({ ...open, charge: event.target.checked })}
              />{' '}
              Charge for the cancelled session
            </label>
          ) : (
            <span>Change it to “{statusAsWord(open.status)}”?</span>
          )}
        </EditForm>
      )}
    </>
  );
}
