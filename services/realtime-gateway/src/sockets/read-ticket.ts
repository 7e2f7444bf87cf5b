import { type TicketClaims, ticketAudience, ticketClaims, ticketIssuer } from '@bloom/contracts';
import { jwtVerify } from 'jose';

/** A ticket that was ours and is still good; whether it was used before is not judged here. */
export type Ticket = TicketClaims & { readonly issuedAtMs: number };

const lifetimeSeconds = 30;

/**
 * Reads a socket's ticket: HS256 alone, from dashboard-api, for this gateway, not 30 s old. Undefined for anything
 * else, whatever is wrong with it.
 */
export async function readTicket(
  ticket: unknown,
  { key, nowMs }: { readonly key: Uint8Array; readonly nowMs: number },
): Promise<Ticket | undefined> {
  if (typeof ticket !== 'string' || ticket.length > 4_096) return undefined;
  try {
    const { payload } = await jwtVerify(ticket, key, {
      algorithms: ['HS256'],
      issuer: ticketIssuer,
      audience: ticketAudience,
      currentDate: new Date(nowMs),
      requiredClaims: ['exp', 'jti', 'sub'],
    });
    const claims = ticketClaims.parse(payload);
    const issuedAtMs = (payload.iat ?? (payload.exp ?? 0) - lifetimeSeconds) * 1_000;
    return { ...claims, issuedAtMs };
  } catch {
    return undefined;
  }
}
