import type { z } from 'zod';
import type { EditView } from '../views/edit-view.ts';
import type { ChangeMessage, SubscribeAnswer, serverMessages } from './messages.ts';

/** An edit among the changes that a screen missed. */
export type MissedEdit = Omit<ChangeMessage, 'kind' | 'view'> & {
  readonly kind: 'edit';
  readonly view: EditView;
};

/** What a screen is told: a change, which may stand in for the row of an edit (`edit:<id>`), or an edit. */
export type ToldChange = ShownChange | MissedEdit;

/** A change of anything else. */
export type ShownChange = Omit<ChangeMessage, 'kind'> & {
  readonly kind: Exclude<ChangeMessage['kind'], 'edit'>;
};

type Granted = Extract<SubscribeAnswer, { ok: true }>;

/** The answer to `subscribe`, with the edits that were missed. */
export type ToldAnswer =
  | Exclude<SubscribeAnswer, { ok: true }>
  | (Omit<Granted, 'changes'> & { readonly changes: readonly ToldChange[] });

/** An edit on one channel, as the event `edit` bears it. */
export type EditMessage = z.infer<typeof serverMessages.edit>;
