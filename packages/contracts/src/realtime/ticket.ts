import { z } from 'zod';

export const roles = ['practitioner', 'reception', 'admin', 'ops', 'auditor'] as const;
export type Role = (typeof roles)[number];

/**
 * The claims of a socket's ticket: a JWT (HS256) of 30 s that dashboard-api signs and the gateway takes once.
 * `exp` ends the ticket; `sessionEndsAt` (ms UTC) ends the socket, unless it is refreshed.
 */
export const ticketClaims = z.object({
  jti: z.string(),
  sub: z.string(),
  practice: z.string(),
  roles: z.array(z.enum(roles)),
  practitionerId: z.string().optional(),
  sessionEndsAt: z.number().int(),
});

export type TicketClaims = z.infer<typeof ticketClaims>;

export const ticketIssuer = 'bloom:dashboard-api';
export const ticketAudience = 'bloom:realtime-gateway';
