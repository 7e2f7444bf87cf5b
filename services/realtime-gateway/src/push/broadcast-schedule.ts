import { runView, type serverMessages } from '@bloom/contracts';
import type { z } from 'zod';
import type { ComposedView } from '../ports.ts';
import type { Connections } from '../sockets/connections.ts';
import { encodeFrame } from '../sockets/frame.ts';

type ScheduleSynced = z.infer<typeof serverMessages.schedule_synced>;

/** What is told of a day that was read to its end; undefined for every other view. */
export function scheduleSyncedOf({ kind, viewJson }: ComposedView): ScheduleSynced | undefined {
  if (kind !== 'run' || viewJson === undefined) return undefined;
  const read = runView.safeParse(JSON.parse(viewJson));
  if (!read.success || read.data.kind !== 'day' || read.data.date === undefined) return undefined;
  const { id: taskId, date, state, counts } = read.data;
  if (state === 'running') return undefined;
  const { created, updated, deleted, errors } = counts;
  return { taskId, date, state: state === 'done' ? 'done' : 'failed', created, updated, deleted, errors };
}

/** Tells each socket on these channels once, on however many of them it listens. */
export function broadcastScheduleSynced(
  practice: string,
  channels: readonly string[],
  told: ScheduleSynced,
  connections: Connections,
): void {
  const frame = encodeFrame('schedule_synced', JSON.stringify(told));
  const heard = new Set<unknown>();
  for (const channel of channels)
    for (const connection of connections.room(practice, channel) ?? []) {
      if (heard.has(connection) || connection.bearer.practice !== practice) continue;
      heard.add(connection);
      connection.line.send(frame, channel);
    }
}
