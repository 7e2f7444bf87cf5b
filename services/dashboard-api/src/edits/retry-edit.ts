import { isEditOver, type SessionBase, type SessionChange, seenStatus } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import { type EditDocument, type EditWish, recordTables, type Store } from '@bloom/store';
import type { AcceptEdit, WantedEdit } from './accept-edit.ts';

/**
 * Upon what an edit is tried again: what is there now, which a person who asks has seen; or what its author saw, where an
 * operator asks who sees none of it: what somebody changed since then stands.
 */
type Upon = 'now' | 'seen';

/** Tries once more, as a new edit, what an edit could not save. */
export function createRetryEdit(
  store: Store,
  { accept, clock }: { readonly accept: AcceptEdit; readonly clock: Clock },
) {
  const { sessions, clients } = recordTables(store);

  /** The fields that were not saved, for a record that is still there. */
  async function wishAgain(
    { practice, entityId, target, wish, outcome }: EditDocument,
    upon: Upon,
  ): Promise<EditWish> {
    const saved = outcome?.saved ?? [];
    const unsaved = <C extends object>(change: C): C =>
      Object.fromEntries(Object.entries(change).filter(([field]) => !saved.includes(field))) as C;
    if (wish.kind === 'session') {
      const stored = await sessions.findOne({ _id: entityId, practice, gone: false });
      if (!stored) throw new BloomError('NOT_FOUND');
      const { comment, startMs, endMs, status } = stored;
      const now: Required<SessionBase> = {
        comment,
        time: { startMs, endMs },
        status: seenStatus(status, { startMs, endMs }, clock.nowMs()),
      };
      const change: SessionChange = unsaved(wish.change);
      return { ...wish, change, base: only(upon === 'now' ? now : wish.base, change) };
    }
    if (wish.kind === 'patient') {
      const client = await clients.findOne({ _id: target, practice, gone: false });
      if (!client) throw new BloomError('NOT_FOUND');
      const change = unsaved(wish.change);
      const now = { ...client, gender: client.gender ?? null, address: client.address ?? null };
      return { ...wish, change, base: only(upon === 'now' ? now : wish.base, change) };
    }
    return wish;
  }

  async function again(edit: EditDocument, by: EditDocument['by'], upon: Upon): Promise<EditDocument> {
    const { state, wish, target, entityId, practitionerId } = edit;
    if (!isEditOver(state) || state === 'saved') throw new BloomError('EDIT_NOT_RETRYABLE');
    const makes = wish.kind === 'booking' || wish.kind === 'registration';
    const about = makes ? { target: undefined, entityId: undefined } : { target, entityId };
    const wanted: WantedEdit = { ...about, practitionerId, wish: await wishAgain(edit, upon) };
    return accept.again(edit, by, wanted);
  }

  return {
    /** Asked for by a person. @throws BloomError EDIT_NOT_RETRYABLE, NOT_FOUND for a record that is gone, OUTBOX_FULL */
    asked: (edit: EditDocument, by: EditDocument['by']): Promise<EditDocument> => again(edit, by, 'now'),
    /** Asked for by an operator, in the name of its author; where the record is gone nothing is to be tried. */
    async unasked(edit: EditDocument): Promise<void> {
      try {
        await again(edit, edit.by, 'seen');
      } catch (error) {
        const code = error instanceof BloomError ? error.code : undefined;
        if (code !== 'NOT_FOUND' && code !== 'EDIT_NOT_RETRYABLE') throw error;
      }
    },
  };
}

export type RetryEdit = ReturnType<typeof createRetryEdit>;

/** Of these values those that the change has as well. */
function only<V extends object>(values: V, change: object): Partial<V> {
  return Object.fromEntries(Object.entries(values).filter(([field]) => field in change)) as Partial<V>;
}
