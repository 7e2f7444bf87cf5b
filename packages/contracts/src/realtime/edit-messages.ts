import type { z } from 'zod';
import { type EditView, editView } from '../views/edit-view.ts';
import { type ChangeMessage, changeMessage, type SubscribeAnswer } from './messages.ts';

/** An edit on one channel, as the event `edit` bears it. */
export const editMessage = editView.extend({
  channel: changeMessage.shape.channel,
  position: changeMessage.shape.position,
});

/** An edit among the changes that a screen missed. */
export type MissedEdit = Omit<ChangeMessage, 'kind' | 'view'> & {
  readonly kind: 'edit';
  readonly view: EditView;
};

/** What a screen is told: a change, which may stand in for the row of an edit (`edit:<id>`), or an edit. */
export type ToldChange = (ChangeMessage & { readonly replaces?: string }) | MissedEdit;

type Granted = Extract<SubscribeAnswer, { ok: true }>;

/** The answer to `subscribe`, with the edits that were missed. */
export type ToldAnswer =
  | Exclude<SubscribeAnswer, { ok: true }>
  | (Omit<Granted, 'changes'> & { readonly changes: readonly ToldChange[] });

export type EditMessage = z.infer<typeof editMessage>;
