import type { GatewayEvents } from '../events.ts';
import type { ComposedView } from '../ports.ts';
import type { Connection, Connections } from '../sockets/connections.ts';
import { encodeFrame, type Frame } from '../sockets/frame.ts';

/**
 * Shows one entity's newest state on the channels concerned: the view where its channels hold it, `null` where they
 * no longer do. Encoded once a room, whatever the number of its sockets.
 *
 * A socket that listens to several of these channels must hear of all before its position passes the change: only
 * the last frame it gets bears `after`, those before it bear `before`.
 */
export function broadcastView(
  practice: string,
  channels: readonly string[],
  view: ComposedView,
  positions: { readonly before: string; readonly after: string },
  { connections, events }: { readonly connections: Connections; readonly events: GatewayEvents },
): number {
  const rooms = channels.flatMap((channel) => {
    const listeners = connections.room(practice, channel);
    return listeners ? [{ channel, listeners }] : [];
  });
  let sent = 0;
  rooms.forEach(({ channel, listeners }, at) => {
    const later = rooms.slice(at + 1);
    const hearsMore = (connection: Connection): boolean =>
      later.some((room) => room.listeners.has(connection));
    const frames: { before?: Frame; after?: Frame } = {};
    for (const connection of listeners) {
      if (connection.bearer.practice !== practice) {
        events.practiceCrossed();
        continue;
      }
      const which = hearsMore(connection) ? 'before' : 'after';
      frames[which] ??= frameOf(channel, positions[which], view);
      connection.line.send(frames[which], channel);
      sent += 1;
    }
  });
  events.framesSent(sent);
  return sent;
}

/** An edit is told as itself, anything else as a change. Undefined views of edits are of nobody's concern. */
function frameOf(channel: string, position: string, view: ComposedView): Frame {
  if (view.kind !== 'edit' || view.viewJson === undefined || !view.channels.includes(channel))
    return encodeFrame('change', changeJson(channel, position, view));
  const head = JSON.stringify({ channel, position });
  return encodeFrame('edit', `${head.slice(0, -1)},${view.viewJson.slice(1)}`);
}

/** The view's JSON goes in as it came: it is neither read nor written anew. */
function changeJson(
  channel: string,
  position: string,
  { kind, id, revision, viewJson, channels, replaces }: ComposedView,
): string {
  const head = JSON.stringify({ channel, position, kind, id, revision, replaces });
  const shown = viewJson !== undefined && channels.includes(channel) ? viewJson : 'null';
  return `${head.slice(0, -1)},"view":${shown}}`;
}

/** Tells every listener of these channels to load them again. */
export function broadcastResync(
  practice: string,
  channels: Iterable<string>,
  { connections, events }: { readonly connections: Connections; readonly events: GatewayEvents },
): void {
  for (const channel of channels) {
    const listeners = connections.room(practice, channel);
    if (!listeners) continue;
    const frame = encodeFrame('resync', JSON.stringify({ channel }));
    for (const { line } of listeners) {
      events.resyncSent();
      line.send(frame, channel);
    }
  }
}
