import { BloomError } from '@bloom/kit';
import type { DeadLetter, GrpcHandlers, Write, WriterServiceService } from '@bloom/proto';
import type { DeadLetterDocument, WriteDocument } from '@bloom/store';
import type { WriterPorts } from '../ports.ts';

const listedMax = 200;

type Rpc = Pick<
  GrpcHandlers<typeof WriterServiceService>,
  'getWrite' | 'listDeadLetters' | 'replayDeadLetter' | 'discardDeadLetter'
>;

/** Where edits stand on their way, and what becomes of those that were given up. No values of theirs are told. */
export function deadLetterRpc({ writes, announceMoved, committed, events }: WriterPorts): Rpc {
  const { deadLetters } = writes;
  return {
    async getWrite({ practiceId, editId }) {
      const [write] = await writes.byIds(practiceId, [editId]);
      if (!write) throw new BloomError('NOT_FOUND', 'no such edit on its way');
      return { write: writeMessage(write) };
    },

    async listDeadLetters({ practiceId, limit, after }) {
      const found = await deadLetters.list(practiceId, after, Math.min(limit || listedMax, listedMax));
      return { deadLetters: found.map(letterMessage) };
    },

    /** dashboard-api makes the new edit, by the nudge that goes with this: an edit is its own. */
    async replayDeadLetter({ practiceId, id, by }) {
      const decision = { state: 'replayed', decidedBy: named(by), note: null } as const;
      const moved = await announceMoved({ practiceId, editId: id });
      const { letter, rows } = await deadLetters.decide(practiceId, id, decision, [moved]);
      committed(rows);
      if (rows.length > 0) events.deadLetterDecided(practiceId, 'replayed');
      return { deadLetter: letterMessage(letter) };
    },

    async discardDeadLetter({ practiceId, id, by, reason }) {
      if (reason === '') throw new BloomError('CALL_INVALID', 'reason is empty');
      const decision = { state: 'discarded', decidedBy: named(by), note: reason } as const;
      const { letter } = await deadLetters.decide(practiceId, id, decision, []);
      events.deadLetterDecided(practiceId, 'discarded');
      return { deadLetter: letterMessage(letter) };
    },
  };
}

/** A decision that nobody answers for is none. */
function named(by: string): string {
  if (by === '') throw new BloomError('CALL_INVALID', 'by is empty');
  return by;
}

function writeMessage({ _id, wish, state, deliveries, sinceMs, dueAtMs, reason }: WriteDocument): Write {
  return {
    ...{ editId: _id, kind: wish.kind, state, deliveries, reason: reason ?? '' },
    ...{ since: new Date(sinceMs), dueAt: new Date(dueAtMs) },
  };
}

function letterMessage(letter: DeadLetterDocument): DeadLetter {
  const { _id, kind, reason, lastError, deliveries, sinceMs, givenUpAtMs, state, note } = letter;
  return {
    ...{
      id: _id,
      editId: _id,
      kind,
      reason,
      lastError: lastError ?? '',
      deliveries,
      state,
      note: note ?? '',
    },
    ...{ since: new Date(sinceMs), givenUpAt: new Date(givenUpAtMs) },
  };
}
