import type { EditView, SessionOnScreen } from '@bloom/contracts';
import { isSignedOut, wordsFor } from '../api/api-error.ts';
import type { Api } from '../api/create-api.ts';
import { isPassing } from '../api/is-passing.ts';
import { isEditView } from '../live/is-edit-view.ts';
import type { Draft } from './draft.ts';
import { type Edits, type EditsCommand, type EditsEvent, newEdits } from './edits.ts';
import { stepEdits } from './step-edits.ts';

export type EditsPorts = {
  readonly api: Pick<Api, 'changeSession' | 'unsavedEdits' | 'edit' | 'takeNoteOf' | 'retryEdit'>;
  readonly timers: { now(): number; after(ms: number, run: () => void): () => void };
  random(): number;
  /** A key that nothing else ever bears. */
  newKey(): string;
  signedOut(): void;
};

/** A day that is shown, as far as edits concern it. */
export type EditedDay = {
  /** A session as the API answered an edit of it. */
  show(session: SessionOnScreen): void;
  renew(): void;
};

/** A person's edits, and what they can do about them. */
export type RunningEdits = {
  edits(): Edits;
  /** Told after every change; undone by what it returns. */
  watch(listener: () => void): () => void;
  /** A day hears what is answered to edits; undone by what it returns. */
  join(day: EditedDay): () => void;
  open(draft: Draft): void;
  type(draft: Draft): void;
  giveUp(sessionId: string): void;
  submit(sessionId: string): void;
  sendAgain(key: string): void;
  editAgain(key: string): void;
  leave(key: string): void;
  takeNote(id: string): void;
  retry(id: string): void;
  tell(edit: EditView): void;
  recount(): void;
  online(): void;
  stop(): void;
};

const tickMs = 500;

/** Carries out what `stepEdits` decides: the only part of editing that waits and asks. */
export function runEdits(me: string, ports: EditsPorts): RunningEdits {
  const { api, timers } = ports;
  let edits = newEdits(me);
  let stopped = false;
  let cancelTick = (): void => {};
  const listeners = new Set<() => void>();
  const days = new Set<EditedDay>();

  function tell(event: EditsEvent): void {
    if (stopped) return;
    const step = stepEdits(edits, event, { nowMs: timers.now(), random: ports.random() });
    const isNews = step.edits !== edits;
    edits = step.edits;
    for (const command of step.commands) carryOut(command);
    if (isNews) for (const listener of [...listeners]) listener();
  }

  function carryOut(command: EditsCommand): void {
    switch (command.do) {
      case 'send':
        void send(command);
        break;
      case 'ask':
        void ask(command);
        break;
      case 'list':
        void attempt(
          async () => tell({ kind: 'listed', edits: (await api.unsavedEdits()).filter(isEditView) }),
          () => tell({ kind: 'list_failed' }),
        );
        break;
      case 'look':
        void attempt(async () => {
          const edit = await api.edit(command.id);
          if (isEditView(edit)) tell({ kind: 'looked', edit });
        });
        break;
      case 'take_note':
        // Left undone, it is listed once more when the page is opened next, and can be noted then.
        void attempt(() => api.takeNoteOf(command.id));
        break;
      case 'renew_day':
        for (const day of days) day.renew();
        break;
    }
  }

  function send({ key, sessionId, patch }: Extract<EditsCommand, { do: 'send' }>): Promise<void> {
    return attempt(
      async () => {
        const { edit, session } = await api.changeSession(sessionId, patch, key);
        tell({ kind: 'answered', key, edit });
        for (const day of days) day.show(session);
      },
      (error) =>
        tell(
          isPassing(error)
            ? { kind: 'unreached', key }
            : { kind: 'turned_away', key, words: wordsFor(error) },
        ),
    );
  }

  function ask({ what, id, key }: Extract<EditsCommand, { do: 'ask' }>): Promise<void> {
    return attempt(
      async () => {
        const edit = what === 'seen' ? await api.takeNoteOf(id) : await api.retryEdit(id, key);
        tell({ kind: 'done', id, edit });
      },
      (error) => tell({ kind: 'ask_failed', id, words: wordsFor(error) }),
    );
  }

  /** A log-in that is over ends it all, whatever was asked for. */
  async function attempt(
    run: () => Promise<unknown>,
    failed: (error: unknown) => void = () => {},
  ): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (stopped) return;
      if (isSignedOut(error)) ports.signedOut();
      else failed(error);
    }
  }

  function tick(): void {
    tell({ kind: 'tick' });
    if (!stopped) cancelTick = timers.after(tickMs, tick);
  }

  tell({ kind: 'started' });
  cancelTick = timers.after(tickMs, tick);

  return {
    edits: () => edits,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    join(day) {
      days.add(day);
      return () => days.delete(day);
    },
    open: (draft) => tell({ kind: 'opened', draft }),
    type: (draft) => tell({ kind: 'typed', draft }),
    giveUp: (sessionId) => tell({ kind: 'given_up', sessionId }),
    submit: (sessionId) => tell({ kind: 'submitted', sessionId, key: ports.newKey() }),
    sendAgain: (key) => tell({ kind: 'sent_again', key, newKey: ports.newKey() }),
    editAgain: (key) => tell({ kind: 'edited_again', key }),
    leave: (key) => tell({ kind: 'left', key }),
    takeNote: (id) => tell({ kind: 'asked', id, what: 'seen', key: ports.newKey() }),
    retry: (id) => tell({ kind: 'asked', id, what: 'retry', key: ports.newKey() }),
    tell: (edit) => tell({ kind: 'told', edit }),
    recount: () => tell({ kind: 'recount' }),
    online: () => tell({ kind: 'online' }),
    stop() {
      stopped = true;
      cancelTick();
    },
  };
}
