import { type EditEvent, isEditOver, stepEdit } from '@bloom/domain';
import {
  type EditChange,
  type EditDocument,
  type EditReader,
  type Edits,
  recordTables,
  type Store,
  type WriteDocument,
  type WriteReader,
} from '@bloom/store';
import type { DashboardApiPorts } from '../ports.ts';
import type { AnnounceEdit } from './announce-edit.ts';
import type { RetryEdit } from './retry-edit.ts';

/**
 * Follows edits to their one end. What halaxy-writer says of them is looked up; one that was carried ends when our record
 * contains it, so that nothing is called saved that a screen does not show (law I13).
 */
export function createFollowEdits(
  store: Store,
  ports: Pick<DashboardApiPorts, 'committed' | 'clock' | 'events'> & {
    readonly edits: Edits;
    readonly reader: EditReader;
    readonly writes: WriteReader;
    readonly announce: AnnounceEdit;
    readonly retry: RetryEdit;
  },
) {
  const { edits, reader, writes, announce, retry, committed, clock, events } = ports;
  const { sessions, clients } = recordTables(store);

  async function step(
    { practice, _id }: Pick<EditDocument, 'practice' | '_id'>,
    decide: (edit: EditDocument) => EditChange | undefined,
  ): Promise<EditDocument | undefined> {
    const saved = await edits.step(practice, _id, decide, announce);
    if (saved === undefined) return undefined;
    await committed(saved.rows);
    const { edit } = saved;
    if (edit.endedAtMs !== null)
      events.editEnded(edit.wish.kind, edit.state, edit.endedAtMs - edit.createdAtMs);
    return edit;
  }

  /** Whether our record contains what was carried. */
  async function isContained({ practice, _id, seq, entityId, target, wish }: EditDocument): Promise<boolean> {
    switch (wish.kind) {
      case 'session': {
        const session = await sessions.findOne({ _id: entityId, practice });
        // Nobody shows what is gone.
        return session === null || session.gone || (session.settledSeq ?? 0) >= seq;
      }
      case 'patient': {
        const client = await clients.findOne({ _id: target, practice });
        return client === null || client.gone || (client.settledSeq ?? 0) >= seq;
      }
      case 'booking':
        return (await sessions.findOne({ practice, bornOf: _id }, { projection: { _id: 1 } })) !== null;
      case 'registration':
        return (await clients.findOne({ practice, bornOf: _id }, { projection: { _id: 1 } })) !== null;
    }
  }

  async function settle(all: readonly EditDocument[]): Promise<void> {
    for (const edit of all) {
      if (!edit.carried || isEditOver(edit.state)) continue;
      if (!(await isContained(edit))) continue;
      const nowMs = clock.nowMs();
      await step(edit, (held) =>
        ended(held, (held.outcome?.lost.length ?? 0) > 0 ? 'settled-in-part' : 'settled', nowMs),
      );
    }
  }

  async function take(write: WriteDocument): Promise<void> {
    const nowMs = clock.nowMs();
    const moved = await step({ practice: write.practice, _id: write._id }, (edit) =>
      changeBy(write, edit, nowMs),
    );
    if (moved) await settle([moved]);
  }

  return {
    /** Edits that moved on their way to Halaxy. Safe to repeat. */
    async moved(practice: string, ids: readonly string[]): Promise<void> {
      for (const write of await writes.byIds(practice, ids)) await take(write);
      const replayed = await writes.replayedAmong(practice, ids);
      for (const edit of await reader.byIds(practice, replayed)) await retry.unasked(edit);
    },

    /** Something of a practice's record changed: those that were carried may be contained by now. */
    async recordChanged(practice: string): Promise<void> {
      await settle(await reader.carried(practice));
    },

    /** Looks after edits whose announcements were lost. Answers those that halaxy-writer does not know of. */
    async lookAfter(all: readonly EditDocument[]): Promise<EditDocument[]> {
      const unknown: EditDocument[] = [];
      for (const [practice, of] of Map.groupBy(all, (edit) => edit.practice)) {
        const known = new Map(
          (
            await writes.byIds(
              practice,
              of.map(({ _id }) => _id),
            )
          ).map((one) => [one._id, one]),
        );
        for (const edit of of) {
          const write = known.get(edit._id);
          if (write) await take(write);
          else unknown.push(edit);
        }
        await settle(
          await reader.byIds(
            practice,
            of.map(({ _id }) => _id),
          ),
        );
      }
      return unknown;
    },
  };
}

export type FollowEdits = ReturnType<typeof createFollowEdits>;

/** What an edit becomes by what halaxy-writer knows of it; undefined where nothing is new. */
function changeBy(write: WriteDocument, edit: EditDocument, nowMs: number): EditChange | undefined {
  if (isEditOver(edit.state)) return undefined;
  const outcome = { saved: write.saved, lost: write.lostFields };
  if (write.state === 'refused' || write.state === 'failed')
    return { ...ended(edit, write.state, nowMs), outcome, reason: write.reason };
  const isCarried = write.state === 'saved' || write.state === 'conflict';
  const state = stepEdit(edit.state, 'taken');
  const isNews =
    state !== edit.state ||
    isCarried !== edit.carried ||
    outcome.lost.length !== (edit.outcome?.lost.length ?? 0);
  if (!isNews) return undefined;
  return { state, outcome, carried: isCarried, ...(isCarried ? { carriedAtMs: nowMs } : {}) };
}

function ended(edit: EditDocument, event: EditEvent, nowMs: number): EditChange | undefined {
  if (isEditOver(edit.state)) return undefined;
  const state = stepEdit(edit.state, event);
  return { state, endedAtMs: nowMs, live: state === 'saved' };
}
