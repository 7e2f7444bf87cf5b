import type { Clock } from '@bloom/kit';
import type { Socket } from 'socket.io';
import type { GatewayEvents } from '../events.ts';
import type { GatewaySettings, UsedTickets } from '../ports.ts';
import type { Connections } from './connections.ts';
import { readTicket, type Ticket } from './read-ticket.ts';
import { createSpendRate } from './spend-rate.ts';

export type DoorRefusal = 'TICKET_INVALID' | 'TOO_MANY_REQUESTS';

/** What a client's `connect_error` bears: the code as its message and in its data. */
export class ConnectionRefused extends Error {
  readonly data: { readonly code: DoorRefusal };
  constructor(code: DoorRefusal) {
    super(code);
    this.data = { code };
  }
}

/** A ticket lives 30 s; its issuer's clock may differ by 5. */
const ticketLivesMs = 35_000;

/** Who may come in: one ticket once, from an origin we know, at a rate that the process can bear. */
export function createDoor(ports: {
  readonly settings: GatewaySettings;
  readonly usedTickets: UsedTickets;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly events: Pick<GatewayEvents, 'connectionRefused'>;
}) {
  const { settings, usedTickets, connections, clock, events } = ports;
  const mayConnect = createSpendRate(settings.connectsPerSecondMax, () => clock.monotonicMs());
  /** Users whose rights changed lately: tickets from before are no longer good. */
  const changedAtMs = new Map<string, number>();
  const userKey = (practice: string, user: string): string => JSON.stringify([practice, user]);

  function fromBeforeChange({ practice, sub, issuedAtMs }: Ticket): boolean {
    const changed = changedAtMs.get(userKey(practice, sub));
    return changed !== undefined && issuedAtMs < changed;
  }

  const isOver = (ticket: Ticket): boolean =>
    fromBeforeChange(ticket) || ticket.sessionEndsAt <= clock.nowMs();

  return {
    /** Judges the upgrade request, before anything is spent on it. */
    judgeRequest(origin: string | undefined): string | undefined {
      if (!mayConnect()) return refuse('TOO_MANY_REQUESTS');
      // Programs send no Origin; a browser always does, and cannot leave it out.
      if (origin !== undefined && !settings.origins.includes(origin)) return refuse('ORIGIN_FORBIDDEN');
      return undefined;
    },

    /** Takes a ticket, for good. Undefined for one that is not ours, is over, or was taken before. */
    async takeTicket(ticket: unknown): Promise<Ticket | undefined> {
      const read = await readTicket(ticket, { key: settings.ticketKey, nowMs: clock.nowMs() });
      if (!read || !(await usedTickets.take(read.jti))) return undefined;
      return fromBeforeChange(read) ? undefined : read;
    },

    /** The last word, in the same step as the registration: what changed while the ticket was read counts. */
    judgeTicket(ticket: Ticket | undefined): DoorRefusal | undefined {
      if (!ticket || isOver(ticket)) return refuse('TICKET_INVALID');
      const open = connections.ofUser(ticket.practice, ticket.sub).length;
      return open >= settings.socketsPerUserMax ? refuse('TOO_MANY_REQUESTS') : undefined;
    },

    /** The same for a socket that is in already: it takes no place more. */
    judgeRefresh: (ticket: Ticket): DoorRefusal | undefined =>
      isOver(ticket) ? refuse('TICKET_INVALID') : undefined,

    /** A user's rights changed: tickets that were made before are refused. */
    rightsChanged(practice: string, user: string, atMs: number): void {
      const now = clock.nowMs();
      for (const [key, changed] of changedAtMs) if (changed < now - ticketLivesMs) changedAtMs.delete(key);
      if (atMs < now - ticketLivesMs) return;
      const key = userKey(practice, user);
      changedAtMs.set(key, Math.max(atMs, changedAtMs.get(key) ?? 0));
    },
  };

  function refuse<C extends DoorRefusal | 'ORIGIN_FORBIDDEN'>(code: C): C {
    events.connectionRefused(code);
    return code;
  }
}

export type Door = ReturnType<typeof createDoor>;

/** The ticket as the client gave it in `auth`. */
export const ticketOf = (socket: Socket): unknown =>
  (socket.handshake.auth as { readonly ticket?: unknown }).ticket;
