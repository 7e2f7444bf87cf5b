import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store, type Transaction } from '../connect-store.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import type { EditDocument, EditTargetDocument } from './documents.ts';
import { targetKey } from './read-edits.ts';

/** Two that accept the same edit at once, or the first of a target, are tried again this often. */
const triesMax = 5;

/** An edit as it is accepted: its place and its states are the store's. */
export type NewEdit = Omit<
  EditDocument,
  | 'seq'
  | 'state'
  | 'v'
  | 'live'
  | 'outcome'
  | 'carried'
  | 'carriedAtMs'
  | 'reason'
  | 'endedAtMs'
  | 'seenAtMs'
  | 'at'
>;

/** What a step of an edit changes. */
export type EditChange = Partial<
  Pick<
    EditDocument,
    'state' | 'live' | 'outcome' | 'carried' | 'carriedAtMs' | 'reason' | 'endedAtMs' | 'seenAtMs'
  >
>;

type Announce = (edit: EditDocument) => Promise<readonly EncodedMessage[]>;

export type EditSaved = { readonly edit: EditDocument; readonly rows: readonly OutboxRow[] };

/** Keeps edits. Written by dashboard-api alone: each save raises its target's counter and bears its announcements. */
export function createEdits(store: Store, outbox: Outbox) {
  const edits: Collection<EditDocument> = store.collection('edits');
  const targets: Collection<EditTargetDocument> = store.collection('edit_targets');

  async function raise(
    { practice, target }: Pick<EditDocument, 'practice' | 'target'>,
    seqs: 0 | 1,
    session: Transaction,
  ): Promise<EditTargetDocument> {
    const raised = await targets.findOneAndUpdate(
      { _id: targetKey(practice, target) },
      { $inc: { seq: seqs, counter: 1 }, $setOnInsert: { practice } },
      { session, upsert: true, returnDocument: 'after' },
    );
    if (raised === null) throw new BloomError('INTERNAL', 'a target that was raised is not there');
    return raised;
  }

  async function insert(
    fresh: NewEdit,
    expected: number | undefined,
    announce: Announce,
    session: Transaction,
  ): Promise<EditSaved> {
    const { seq, counter } = await raise(fresh, 1, session);
    if (expected !== undefined && counter - 1 !== expected) throw new BloomError('REVISION_STALE');
    const edit: EditDocument = {
      ...fresh,
      seq,
      state: 'queued',
      v: 1,
      live: true,
      outcome: null,
      carried: false,
      reason: null,
      endedAtMs: null,
      seenAtMs: null,
      at: new Date(fresh.createdAtMs),
    };
    await edits.insertOne(edit, { session });
    return { edit, rows: await outbox.add(await announce(edit), session) };
  }

  return {
    /**
     * Accepts an edit, once however often it is sent: one that is there already is answered as it stands.
     *
     * @param expected the target's counter upon which the person decided; undefined = whatever it is
     * @throws BloomError IDEMPOTENCY_KEY_REUSED, REVISION_STALE, STORE_CONTENDED
     */
    async accept(fresh: NewEdit, expected: number | undefined, announce: Announce): Promise<EditSaved> {
      for (let tries = 1; tries <= triesMax; tries += 1) {
        try {
          return await store.transaction((session) => insert(fresh, expected, announce, session));
        } catch (error) {
          const isStale = error instanceof BloomError && error.code === 'REVISION_STALE';
          if (!isDuplicateKey(error) && !isStale) throw error;
          // The same request at once: its own acceptance may be what made the revision another.
          const held = await edits.findOne({ _id: fresh._id, practice: fresh.practice });
          if (held && held.requestHash !== fresh.requestHash) throw new BloomError('IDEMPOTENCY_KEY_REUSED');
          if (held) return { edit: held, rows: [] };
          if (isStale) throw error;
        }
      }
      throw new BloomError('STORE_CONTENDED', 'an edit that many accept at once');
    },

    /**
     * Moves an edit by what is decided upon it as it stands. Undefined when there is none, or nothing is to be done.
     *
     * @param decide pure: it may be asked again
     */
    async step(
      practice: string,
      id: string,
      decide: (edit: EditDocument) => EditChange | undefined,
      announce: Announce,
    ): Promise<EditSaved | undefined> {
      return store.transaction(async (session) => {
        const held = await edits.findOne({ _id: id, practice }, { session });
        const change = held ? decide(held) : undefined;
        if (held === null || change === undefined) return undefined;
        const edit: EditDocument = { ...held, ...change, v: held.v + 1 };
        await edits.replaceOne({ _id: id, v: held.v }, edit, { session });
        await raise(edit, 0, session);
        return { edit, rows: await outbox.add(await announce(edit), session) };
      });
    },

    /** Edits that ended as saved so long ago that no copy of a record is older need not be looked at any more. */
    async rest(endedBeforeMs: number): Promise<void> {
      await edits.updateMany(
        { live: true, state: 'saved', endedAtMs: { $lte: endedBeforeMs } },
        { $set: { live: false } },
      );
    },
  };
}

export type Edits = ReturnType<typeof createEdits>;
