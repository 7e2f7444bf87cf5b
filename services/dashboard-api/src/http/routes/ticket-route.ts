import { randomUUID } from 'node:crypto';
import { type TicketClaims, ticketAudience, ticketIssuer } from '@bloom/contracts';
import type { Clock } from '@bloom/kit';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { defineRoute, type Route } from '../define-route.ts';

const lifeSeconds = 30;

/** The way from REST to a socket: no token of the issuer ever travels in a socket's address. */
export function ticketRoute({ clock, ticketKey }: { clock: Clock; ticketKey: Uint8Array }): Route {
  return defineRoute({
    name: 'POST /realtime/ticket',
    tag: 'real time',
    summary: 'A ticket of 30 s for one connection to the socket.',
    status: 200,
    data: z.object({ ticket: z.string(), expiresAt: z.iso.datetime() }),
    async handle({ caller }) {
      const seconds = Math.floor(clock.nowMs() / 1_000);
      const { practice, practitionerId, roles, tokenEndsAtMs } = caller;
      const claims: Omit<TicketClaims, 'jti' | 'sub'> = {
        practice,
        roles: [...roles],
        ...(practitionerId === undefined ? {} : { practitionerId }),
        sessionEndsAt: Math.round(tokenEndsAtMs),
      };
      const ticket = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ticketIssuer)
        .setAudience(ticketAudience)
        .setSubject(caller.sub)
        .setJti(randomUUID())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + lifeSeconds)
        .sign(ticketKey);
      return { data: { ticket, expiresAt: new Date((seconds + lifeSeconds) * 1_000).toISOString() } };
    },
  });
}
