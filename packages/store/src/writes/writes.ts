import { newWrite } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store, type Transaction } from '../connect-store.ts';
import type { EditDocument } from '../edits/documents.ts';
import { targetKey } from '../edits/read-edits.ts';
import type { Lease, Leases } from '../leases/leases.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import { serverNowMs } from '../server-time.ts';
import type { DeadLetterDocument, WriteDocument, WriteTargetDocument } from './documents.ts';

const unsaved = ['refused', 'failed', 'conflict'] as const;

/** Earlier edits whose wishes a person may have seen. */
const earlierMax = 50;

/**
 * Edits on their way to Halaxy, one row each; written by halaxy-writer alone. Of a target only the first that is not over is
 * carried: its head.
 */
export function createWrites(store: Store, { outbox, leases }: { outbox: Outbox; leases: Leases }) {
  const writes: Collection<WriteDocument> = store.collection('writes');
  const targets: Collection<WriteTargetDocument> = store.collection('write_targets');
  const deadLetters: Collection<DeadLetterDocument> = store.collection('dead_letters');

  /** Each transaction that concerns a target writes its row: two at once exclude one another. */
  async function targetOf(practice: string, target: string, session: Transaction): Promise<number> {
    const held = await targets.findOneAndUpdate(
      { _id: targetKey(practice, target) },
      { $inc: { endedSeq: 0, turns: 1 }, $setOnInsert: { practice } },
      { session, upsert: true, returnDocument: 'after' },
    );
    return held?.endedSeq ?? 0;
  }

  async function end({ practice, target, seq }: WriteDocument, nowMs: number, session: Transaction) {
    await targetOf(practice, target, session);
    await targets.updateOne({ _id: targetKey(practice, target) }, { $set: { endedSeq: seq } }, { session });
    await writes.updateOne(
      { practice, target, seq: seq + 1 },
      { $set: { head: true, dueAtMs: nowMs }, $inc: { v: 1 } },
      { session },
    );
  }

  return {
    /** The place of the last edit of a target that is over, 0 = of none. */
    async endedSeq(practice: string, target: string): Promise<number> {
      return (await targets.findOne({ _id: targetKey(practice, target) }))?.endedSeq ?? 0;
    },

    /** Takes edits of one target over, each once, in their order. */
    async take(edits: readonly EditDocument[], nowMs: number): Promise<void> {
      const [first] = edits;
      if (first === undefined) return;
      const { practice, target } = first;
      await store.transaction(async (session) => {
        const endedSeq = await targetOf(practice, target, session);
        for (const { _id, seq, wish } of edits) {
          if (seq <= endedSeq) continue;
          const row: WriteDocument = {
            ...newWrite(fieldsOf(wish), nowMs),
            ...{ _id, practice, target, seq, wish, v: 1, over: false, head: seq === endedSeq + 1 },
            ...{ lostFields: [], known: null, resourceId: null, bound: _id, lastError: null },
          };
          await writes.updateOne({ _id }, { $setOnInsert: withoutId(row) }, { session, upsert: true });
        }
      });
    },

    /** Heads of a practice, the longest due first; `dueInMs` by the server's clock. */
    async heads(practice: string, limit: number): Promise<(WriteDocument & { readonly dueInMs: number })[]> {
      const found = await writes
        .aggregate<WriteDocument & { dueInMs: number }>([
          { $match: { practice, head: true, over: false } },
          { $sort: { dueAtMs: 1 } },
          { $limit: limit },
          { $set: { dueInMs: { $subtract: ['$dueAtMs', serverNowMs] } } },
        ])
        .toArray();
      return found.map(({ dueInMs, ...write }) => ({ ...write, dueInMs: Number(dueInMs) }));
    },

    /** Practices with heads that have been due for longer than this, whosever they are. */
    async practicesOverdue(byMs: number): Promise<string[]> {
      const overdue = { $expr: { $lte: ['$dueAtMs', { $subtract: [serverNowMs, byMs] }] } };
      const found = await writes
        .aggregate<{ _id: string }>([
          { $match: { head: true, over: false, ...overdue } },
          { $group: { _id: '$practice' } },
        ])
        .toArray();
      return found.map(({ _id }) => _id);
    },

    byIds: async (practice: string, ids: readonly string[]): Promise<WriteDocument[]> =>
      ids.length === 0 ? [] : writes.find({ practice, _id: { $in: [...ids] } }).toArray(),

    /** Earlier edits of a target that ended without all that was wanted, the newest first. */
    unsavedBefore: (practice: string, target: string, seq: number): Promise<WriteDocument[]> =>
      writes
        .find({ practice, target, seq: { $lt: seq }, over: true, state: { $in: [...unsaved] } })
        .sort({ seq: -1 })
        .limit(earlierMax)
        .toArray(),

    /** Which of these records are bound to an edit already. */
    async boundAmong(practice: string, type: string, ids: readonly string[]): Promise<string[]> {
      const keys = ids.map((id) => `${type}|${id}`);
      const found = await writes.find({ practice, bound: { $in: keys } }).toArray();
      return found.flatMap(({ resourceId }) => resourceId ?? []);
    },

    /**
     * Saves a step with its announcements. What was given up goes to the dead letters with it.
     *
     * @returns the row as it stands, with the outbox's rows; undefined when it moved meanwhile, or its record is bound to
     *   another edit
     * @throws BloomError LEASE_LOST
     */
    async save(
      next: WriteDocument,
      lease: Lease,
      { nowMs, messages }: { readonly nowMs: number; readonly messages: readonly EncodedMessage[] },
    ): Promise<{ readonly write: WriteDocument; readonly rows: readonly OutboxRow[] } | undefined> {
      const moved = new Error('moved');
      const write: WriteDocument = {
        ...next,
        v: next.v + 1,
        head: !next.over,
        ...(next.over ? { overAt: new Date(nowMs) } : {}),
      };
      try {
        return await store.transaction(async (session) => {
          await leases.assertHeld(lease, session);
          const { matchedCount } = await writes.replaceOne({ _id: next._id, v: next.v, over: false }, write, {
            session,
          });
          if (matchedCount !== 1) throw moved;
          if (write.over) await end(write, nowMs, session);
          if (write.over && write.state === 'failed')
            await deadLetters.insertOne(deadLetterOf(write, nowMs), { session });
          return { write, rows: await outbox.add(messages, session) };
        });
      } catch (error) {
        if (error === moved || isDuplicateKey(error)) return undefined;
        throw error;
      }
    },

    deadLetters: {
      get: (practice: string, id: string): Promise<DeadLetterDocument | null> =>
        deadLetters.findOne({ _id: id, practice }),

      /** The newest first; `after` = the last one of the page before. */
      async list(practice: string, after: string, limit: number): Promise<DeadLetterDocument[]> {
        const last = after === '' ? null : await deadLetters.findOne({ _id: after, practice });
        const { givenUpAtMs = 0 } = last ?? {};
        const behind =
          last === null
            ? {}
            : { $or: [{ givenUpAtMs: { $lt: givenUpAtMs } }, { givenUpAtMs, _id: { $lt: last._id } }] };
        return deadLetters
          .find({ practice, ...behind })
          .sort({ givenUpAtMs: -1, _id: -1 })
          .limit(limit)
          .toArray();
      },

      countWaiting: (): Promise<number> => deadLetters.countDocuments({ state: 'waiting' }),

      /**
       * Notes what an operator decided. Decided alike again, it is as it was.
       *
       * @throws BloomError NOT_FOUND, DEAD_LETTER_DECIDED
       */
      async decide(
        practice: string,
        id: string,
        decision: Pick<DeadLetterDocument, 'state' | 'decidedBy' | 'note'>,
        messages: readonly EncodedMessage[],
      ): Promise<{ readonly letter: DeadLetterDocument; readonly rows: readonly OutboxRow[] }> {
        return store.transaction(async (session) => {
          const letter = await deadLetters.findOne({ _id: id, practice }, { session });
          if (letter === null) throw new BloomError('NOT_FOUND', 'no such dead letter');
          if (letter.state === decision.state) return { letter, rows: [] };
          if (letter.state !== 'waiting') throw new BloomError('DEAD_LETTER_DECIDED');
          await deadLetters.updateOne({ _id: id }, { $set: { ...decision } }, { session });
          return { letter: { ...letter, ...decision }, rows: await outbox.add(messages, session) };
        });
      },
    },
  };
}

export type Writes = ReturnType<typeof createWrites>;

/** What a wish is judged by: an edit that makes a record is one thing. */
function fieldsOf(wish: EditDocument['wish']): string[] {
  return wish.kind === 'session' || wish.kind === 'patient' ? Object.keys(wish.change) : ['record'];
}

function withoutId({ _id, ...rest }: WriteDocument): Omit<WriteDocument, '_id'> {
  return rest;
}

function deadLetterOf(write: WriteDocument, nowMs: number): DeadLetterDocument {
  const { _id, practice, wish, reason, lastError, deliveries, sinceMs } = write;
  return {
    ...{ _id, practice, kind: wish.kind, reason: reason ?? 'gave-up', lastError, deliveries, sinceMs },
    ...{ givenUpAtMs: nowMs, state: 'waiting', decidedBy: null, note: null },
  };
}
