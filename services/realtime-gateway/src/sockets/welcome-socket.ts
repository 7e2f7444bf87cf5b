import { randomUUID } from 'node:crypto';
import { clientMessages } from '@bloom/contracts';
import type { Clock } from '@bloom/kit';
import type { Socket } from 'socket.io';
import type { GatewayEvents } from '../events.ts';
import type { GatewaySettings } from '../ports.ts';
import type { Answers, MessageName } from './answer-messages.ts';
import type { Connection, Connections } from './connections.ts';
import { ConnectionRefused, type Door, ticketOf } from './create-door.ts';
import { encodeFrame } from './frame.ts';
import { createLine } from './line.ts';
import type { Ticket } from './read-ticket.ts';
import { createSpendRate } from './spend-rate.ts';
import { writeFrame } from './write-frame.ts';

type WelcomePorts = {
  readonly door: Door;
  readonly connections: Connections;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly settings: GatewaySettings;
};

/** How long a client has to read why it is closed. */
const lastWordMs = 1_000;
/** Refusals a second after which a socket is closed: it does not listen. */
const refusalsMax = 100;

/** Lets a socket in by its ticket; the connection is there before the client hears that it is connected. */
export function welcomeSocket(ports: WelcomePorts) {
  const { door, connections, events } = ports;
  return async (socket: Socket, next: (error?: Error) => void): Promise<void> => {
    const ticket = await door.takeTicket(ticketOf(socket));
    // It went while its ticket was read, and will not be heard of again.
    if (socket.conn.readyState !== 'open') return;
    const refusal = door.judgeTicket(ticket);
    if (refusal || !ticket) return next(new ConnectionRefused(refusal ?? 'TICKET_INVALID'));
    // The ticket is spent; nothing of it needs to stay in memory for as long as the socket does.
    socket.handshake.auth = {};
    const connection = connectionOf(socket, ticket, ports);
    connections.add(connection);
    events.connectionsCounted(connections.all().size);
    const remove = (): void => {
      connections.remove(connection);
      events.connectionsCounted(connections.all().size);
    };
    socket.once('disconnect', remove);
    // A socket that goes before it was let in has no disconnect.
    socket.conn.once('close', remove);
    listen(socket, connection, ports);
    next();
  };
}

function connectionOf(socket: Socket, ticket: Ticket, { clock, events, settings }: WelcomePorts): Connection {
  const { socket: wire } = socket.request;
  // The upgrade request is of no more use, and would be held for as long as the socket is.
  Object.assign(socket.conn, { request: null });
  return {
    id: randomUUID(),
    bearer: ticket,
    sessionEndsAtMs: ticket.sessionEndsAt,
    connectedAtMs: clock.nowMs(),
    channels: new Set(),
    line: createLine({
      write: (frame, written) => writeFrame(socket, frame, written),
      // A reader that stands still would not read a farewell either.
      closeStuck: () => void wire.destroy(),
      nowMs: () => clock.monotonicMs(),
      unsentBytesMax: settings.unsentBytesMax,
      unsentMsMax: settings.unsentMsMax,
      events,
    }),
    end(event, payload) {
      writeFrame(socket, encodeFrame(event, JSON.stringify(payload)), () => {});
      void clock.sleep(lastWordMs).then(() => socket.disconnect(true));
    },
    close: () => void socket.disconnect(true),
  };
}

function listen(socket: Socket, connection: Connection, { answers, clock, settings }: WelcomePorts): void {
  const maySpeak = createSpendRate(settings.messagesPerSecondMax, () => clock.monotonicMs());
  const mayBeRefused = createSpendRate(refusalsMax, () => clock.monotonicMs());

  socket.use(([, ...given], next) => {
    if (maySpeak()) return next();
    const acknowledge = given.at(-1);
    if (!mayBeRefused()) return void socket.disconnect(true);
    if (typeof acknowledge === 'function') acknowledge({ ok: false, code: 'TOO_MANY_REQUESTS' });
  });

  socket.onAny((name: string, ...given: unknown[]) => {
    const acknowledge = given.at(-1);
    if (!Object.hasOwn(clientMessages, name) && typeof acknowledge === 'function')
      acknowledge({ ok: false, code: 'MESSAGE_INVALID' });
  });

  for (const name of Object.keys(clientMessages) as MessageName[])
    socket.on(name, async (...given: unknown[]) => {
      const acknowledge = given.at(-1);
      const { line } = connection;
      line.hold();
      const answer = await answers(connection, name, given[0]);
      if (typeof acknowledge === 'function') acknowledge(answer);
      // Marks the end of a long answer on the line: a reader that does not take it counts as slow.
      if (answer.ok && 'changes' in answer && answer.changes.length > 0)
        line.send(
          encodeFrame('position', JSON.stringify({ position: answer.position })),
          undefined,
          JSON.stringify(answer.changes).length,
        );
      line.release();
    });
}
