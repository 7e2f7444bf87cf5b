import type { Clock } from '@bloom/kit';
import {
  type Origin,
  recordTables,
  type SessionDocument,
  type Store,
  sessionHistoryDays,
} from '@bloom/store';
import { z } from 'zod';

export const historyItem = z
  .object({
    field: z.string(),
    value: z.union([z.string(), z.boolean(), z.null()]),
    source: z.enum(['webhook', 'sweep', 'edit']).describe('What Halaxy was read for, or whose edit it was.'),
    at: z.iso.datetime(),
    requestId: z.string().describe('Which read of Halaxy brought it.'),
    editId: z.string().optional(),
  })
  .meta({ id: 'HistoryItem' });

export type HistoryItem = z.infer<typeof historyItem>;

const entriesMax = 1_000;
const keptMs = sessionHistoryDays * 24 * 3_600_000;
const fields = ['start', 'end', 'status', 'comment', 'locationType', 'practitionerId'] as const;

/**
 * Reads what made a session as it is: every change that a read brought, the newest first; and the read that brought it at
 * first, with its values. Where changes since then are left out or forgotten, nobody knows those values any more: then
 * nothing is said to come from that read.
 */
export function createReadHistory(store: Store, clock: Pick<Clock, 'nowMs'>) {
  const { sessionHistory } = recordTables(store);
  return async (session: SessionDocument): Promise<HistoryItem[]> => {
    const { practice, _id: sessionId, origin } = session;
    const found = await sessionHistory
      .find({ practice, sessionId })
      .sort({ _id: -1 })
      .limit(entriesMax + 1)
      .toArray();
    // A role may be read before its session and applied after it: what counts is when.
    const entries = found.slice(0, entriesMax).toSorted((a, b) => b.atMs - a.atMs);
    const changed = entries.flatMap(({ changes, ...by }) =>
      changes.map(({ field, value }) => itemOf(field, value, by)),
    );
    const isWhole = found.length <= entriesMax && origin.atMs > clock.nowMs() - keptMs;
    if (!isWhole) return changed;
    const oldestFirst = entries.toReversed().flatMap(({ changes }) => changes);
    const first = fields.map((field) => {
      const change = oldestFirst.find((one) => one.field === field);
      return itemOf(field, change ? change.before : shownNow(session)[field], origin);
    });
    return [...changed, ...first];
  };
}

export type ReadHistory = ReturnType<typeof createReadHistory>;

function itemOf(field: string, value: HistoryItem['value'], by: Origin): HistoryItem {
  const { source, atMs, readNo, editId } = by;
  const read = { at: new Date(atMs).toISOString(), requestId: `read-${readNo}` };
  return { field, value, source, ...read, ...(editId === undefined ? {} : { editId }) };
}

function shownNow(session: SessionDocument): Record<(typeof fields)[number], HistoryItem['value']> {
  const { startMs, endMs, status, comment, locationType, practitionerId } = session;
  const [start, end] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
  return { start, end, status: status.raw, comment, locationType, practitionerId };
}
