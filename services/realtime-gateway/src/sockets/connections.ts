import type { Channel, TicketClaims } from '@bloom/contracts';
import { formatChannel } from '@bloom/contracts';
import type { Line } from './line.ts';
import { type Bearer, mayJoin } from './may-join.ts';

/** One open socket, with what its ticket says of its bearer. */
export type Connection = {
  readonly id: string;
  bearer: Bearer;
  sessionEndsAtMs: number;
  readonly connectedAtMs: number;
  readonly channels: Set<string>;
  readonly line: Line;
  /** Says why, then closes; the client has a moment to read it. */
  end(event: 'signed_out' | 'permissions_changed', payload: object): void;
  close(): void;
};

/** More than any screen shows. Names cost memory, and whoever may see a whole practice may make them up (I8). */
const channelsMax = 100;

/** Whether a connection may listen to this channel beside those it holds. */
export function hasRoomFor({ channels }: Pick<Connection, 'channels'>, name: string): boolean {
  return channels.has(name) || channels.size < channelsMax;
}

/**
 * Who is connected, and who listens to which channel. Rooms belong to a practice: no name that a client can send
 * reaches the room of another.
 */
export function createConnections() {
  const all = new Set<Connection>();
  const rooms = new Map<string, Set<Connection>>();
  const byUser = new Map<string, Set<Connection>>();
  const byPractice = new Map<string, Set<Connection>>();
  const roomName = (practice: string, channel: string): string => JSON.stringify([practice, channel]);

  return {
    add(connection: Connection): void {
      all.add(connection);
      into(byUser, roomName(connection.bearer.practice, connection.bearer.sub), connection);
      into(byPractice, connection.bearer.practice, connection);
    },
    remove(connection: Connection): void {
      const { practice, sub } = connection.bearer;
      if (!all.delete(connection)) return;
      for (const channel of connection.channels) outOf(rooms, roomName(practice, channel), connection);
      outOf(byUser, roomName(practice, sub), connection);
      outOf(byPractice, practice, connection);
    },
    /** False for one that is gone, or was told to go: it hears nothing more; and for one that holds too many. */
    join(connection: Connection, channel: Channel): boolean {
      const name = formatChannel(channel);
      if (!all.has(connection) || !hasRoomFor(connection, name)) return false;
      connection.channels.add(name);
      into(rooms, roomName(connection.bearer.practice, name), connection);
      return true;
    },
    leave(connection: Connection, channel: string): void {
      if (connection.channels.delete(channel))
        outOf(rooms, roomName(connection.bearer.practice, channel), connection);
    },
    /** Takes over what a newer ticket of the same user says; undefined rights end their channels. */
    refresh(
      connection: Connection,
      claims: TicketClaims,
      parse: (name: string) => Channel | undefined,
    ): void {
      connection.bearer = claims;
      connection.sessionEndsAtMs = claims.sessionEndsAt;
      for (const name of [...connection.channels]) {
        const channel = parse(name);
        if (!channel || !mayJoin(claims, channel)) this.leave(connection, name);
      }
    },
    room: (practice: string, channel: string): ReadonlySet<Connection> | undefined =>
      rooms.get(roomName(practice, channel)),
    ofUser: (practice: string, user: string): readonly Connection[] => [
      ...(byUser.get(roomName(practice, user)) ?? []),
    ],
    ofPractice: (practice: string): ReadonlySet<Connection> => byPractice.get(practice) ?? new Set(),
    practices: (): Iterable<string> => byPractice.keys(),
    all: (): ReadonlySet<Connection> => all,
  };
}

export type Connections = ReturnType<typeof createConnections>;

function into<T>(sets: Map<string, Set<T>>, name: string, item: T): void {
  const set = sets.get(name);
  if (set) set.add(item);
  else sets.set(name, new Set([item]));
}

function outOf<T>(sets: Map<string, Set<T>>, name: string, item: T): void {
  const set = sets.get(name);
  if (set?.delete(item) && set.size === 0) sets.delete(name);
}
